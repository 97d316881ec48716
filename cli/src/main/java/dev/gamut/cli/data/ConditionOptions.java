package dev.gamut.cli.data;

import dev.gamut.base.MalformedException;
import dev.gamut.base.Version;
import dev.gamut.cli.CommandException;
import dev.gamut.model.Condition;
import dev.gamut.model.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What must hold for a write to take effect; at most one of them.
final class ConditionOptions {
  @Option(names = "--if-absent", description = "Only if there is no such item.")
  private boolean absent;

  @Option(names = "--if-present", description = "Only if there is such an item.")
  private boolean present;

  @Option(
      names = "--if-version",
      paramLabel = "VERSION",
      description = "Only if the item has this version.")
  private @Nullable String version;

  @Option(
      names = {"--if-value", "--expect"},
      paramLabel = "VALUE",
      description = "Only if the item has this value: compare and set. @FILE reads it from one.")
  private @Nullable String value;

  @Option(
      names = "--context",
      paramLabel = "TOKEN",
      description =
          "Replace what a read of the key gave with this token, and nothing written since: on a"
              + " leaderless table what is not covered stays beside the new value, elsewhere the"
              + " condition does not hold.")
  private @Nullable String context;

  Condition condition(Values.As as) throws IOException {
    List<Condition> asked = new ArrayList<>();
    if (absent) {
      asked.add(new Condition.Absent());
    }
    if (present) {
      asked.add(new Condition.Present());
    }
    if (version != null) {
      asked.add(new Condition.VersionIs(parse(version)));
    }
    if (value != null) {
      asked.add(new Condition.ValueIs(Values.typed(value, as)));
    }
    if (context != null) {
      asked.add(new Condition.Seen(parseContext(context)));
    }
    if (asked.size() > 1) {
      throw CommandException.usage(
          "there are " + asked.size() + " conditions", "Name one of them.");
    }
    return asked.isEmpty() ? new Condition.Always() : asked.getFirst();
  }

  private static Context parseContext(String token) {
    try {
      return Context.parse(token);
    } catch (MalformedException malformed) {
      throw CommandException.usage(
          String.valueOf(malformed.getMessage()), "`gamut get --output json` shows contexts.");
    }
  }

  private static Version parse(String token) {
    try {
      return Version.parse(token);
    } catch (MalformedException malformed) {
      throw CommandException.usage(
          String.valueOf(malformed.getMessage()), "`gamut get --output json` shows versions.");
    }
  }
}
