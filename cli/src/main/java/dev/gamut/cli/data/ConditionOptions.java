package dev.gamut.cli.data;

import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.base.Version;
import dev.gamut.cli.CommandException;
import dev.gamut.model.Condition;
import dev.gamut.model.Value;
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
      names = "--if-value",
      paramLabel = "VALUE",
      description = "Only if the item has this value (compare and set).")
  private @Nullable String value;

  Condition condition(boolean document) {
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
      asked.add(
          new Condition.ValueIs(document ? Value.document(value) : Value.bytes(Bytes.utf8(value))));
    }
    if (asked.size() > 1) {
      throw CommandException.usage(
          "there are " + asked.size() + " conditions", "Name one; --if-version implies the rest.");
    }
    return asked.isEmpty() ? new Condition.Always() : asked.getFirst();
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
