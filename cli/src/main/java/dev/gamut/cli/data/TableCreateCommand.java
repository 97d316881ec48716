package dev.gamut.cli.data;

import dev.gamut.base.Bytes;
import dev.gamut.bench.client.TcpClient;
import dev.gamut.cli.CommandException;
import dev.gamut.cli.Exit;
import dev.gamut.cli.Nearest;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Reply;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.Quorums;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "create",
    description = {
      "Create a table.",
      "",
      "The strategy is how its replicas agree. consensus: linearizable, durable on a majority"
          + " before the answer, available to whoever reaches a majority. leaderless: quorums of"
          + " replicas of which none leads, available to whoever reaches as many as it asks;"
          + " writes that do not know of each other both stay, or the later wins. local: one"
          + " replica on one node, and lost with it.",
      "",
      "With -R and -W that together exceed -N, a read of a leaderless table sees the latest"
          + " acknowledged write (a regular register); with less, it may miss it (eventual).",
      "",
      "By hash, keys are spread evenly. By range, they lie in their order, and scans of a part of"
          + " them ask only the partitions that have it. Without --split-at, such a table has no"
          + " partitions at first: its first import samples what it brings and cuts it so that"
          + " each gets a like share; a write before that leaves it in one piece."
    },
    footer = {
      "",
      "Examples:",
      "  gamut table create accounts",
      "  gamut table create carts --partitions 16",
      "  gamut table create cities --strategy consensus --partition-by range",
      "  gamut table create people --partition-by range --split-at F,M,T",
      "  gamut table create sessions --strategy leaderless -N 3 -R 1 -W 2 --conflict"
          + " last-writer-wins",
      "  gamut table create stock --strategy leaderless --conditional-only",
      "  gamut table create scratch --strategy local",
      "",
      "Exit codes: 0 created; 1 there is such a table already; 2 it cannot be so; 3 it may or may"
          + " not have been created; 4 not carried out."
    })
public final class TableCreateCommand extends DataCommand {
  @Parameters(paramLabel = "TABLE", description = "Its name: a-z, 0-9, - and _.")
  private String name = "";

  @Option(
      names = "--strategy",
      paramLabel = "consensus|leaderless|local",
      defaultValue = "consensus",
      description = "consensus, leaderless or local. Default: consensus.")
  private String strategy = "consensus";

  @Option(
      names = "--partition-by",
      paramLabel = "hash|range",
      defaultValue = "hash",
      description = "What its order of keys is, which partitions divide. Default: hash.")
  private String partitionBy = "hash";

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "How many partitions. Default: 8, or as many as --split-at makes.")
  private @Nullable Integer partitions;

  @Option(
      names = {"--replicas", "-N"},
      paramLabel = "N",
      description = "Copies of each partition. Default: 3, or 1 for local.")
  private @Nullable Integer replicas;

  @Option(
      names = {"--read-quorum", "-R"},
      paramLabel = "R",
      description = "Leaderless: replicas that must answer a read. Default: a majority.")
  private @Nullable Integer readQuorum;

  @Option(
      names = {"--write-quorum", "-W"},
      paramLabel = "W",
      description = "Leaderless: replicas that must have a write durably. Default: a majority.")
  private @Nullable Integer writeQuorum;

  @Option(
      names = "--sloppy",
      description =
          "Leaderless: other nodes may stand in for replicas that are not reached, so that reads"
              + " and writes go on when the replicas are cut off. Reads are eventual then.")
  private boolean sloppy;

  @Option(
      names = "--conflict",
      paramLabel = "siblings|last-writer-wins",
      description =
          "Leaderless: what becomes of writes that did not know of each other. siblings: all stay"
              + " until a write with a read's context replaces them. last-writer-wins: the one with"
              + " the latest stamp stays. Default: siblings.")
  private @Nullable String conflict;

  @Option(
      names = "--conditional-only",
      description =
          "Leaderless: refuse writes without a condition. Majorities decide every write then, and"
              + " reads that name no level are linearizable.")
  private boolean conditionalOnly;

  @Option(
      names = "--split-at",
      paramLabel = "KEY,KEY",
      split = ",",
      description = "Where partitions by range divide, rising.")
  private List<String> splitAt = new ArrayList<>();

  @Override
  Exit run(TcpClient client) throws InterruptedException {
    TableSpec spec = spec();
    Reply reply = client.ask(new Call.CreateTable(spec, connection.timeoutNanos()));
    if (!(reply instanceof Reply.Changed(long version))) {
      throw Replies.unexpected(reply);
    }
    Map<String, Object> fields = Tables.fields(spec);
    fields.put("catalogVersion", version);
    output.say("created " + Tables.text(spec), fields);
    return Exit.DONE;
  }

  private TableSpec spec() {
    StrategyKind kind = strategy();
    PartitionBy order = order();
    int count = partitions != null ? partitions : splitAt.isEmpty() ? 8 : splitAt.size() + 1;
    int copies = replicas != null ? replicas : kind == StrategyKind.LOCAL ? 1 : 3;
    try {
      TableSpec spec =
          new TableSpec(
              name, kind, order, count, copies, splitAt.stream().map(Bytes::utf8).toList());
      return kind == StrategyKind.LEADERLESS ? spec.with(quorums(spec)) : withoutQuorums(spec);
    } catch (IllegalArgumentException wrong) {
      throw CommandException.usage(
          String.valueOf(wrong.getMessage()), "See `gamut table create --help`.");
    }
  }

  private Quorums quorums(TableSpec spec) {
    Quorums usual = spec.quorums();
    if (conditionalOnly && (writeQuorum != null || sloppy || conflict != null)) {
      throw CommandException.usage(
          "a table of conditional writes only has no -W, no --sloppy and no --conflict",
          "Leave them out: majorities decide, one write after the other.");
    }
    return new Quorums(
        readQuorum != null ? readQuorum : usual.read(),
        writeQuorum != null ? writeQuorum : usual.write(),
        sloppy,
        conflict == null ? usual.conflict() : policy(conflict),
        conditionalOnly);
  }

  private static ConflictPolicy policy(String label) {
    List<String> known = Arrays.stream(ConflictPolicy.values()).map(ConflictPolicy::label).toList();
    for (ConflictPolicy policy : ConflictPolicy.values()) {
      if (policy.label().equals(label)) {
        return policy;
      }
    }
    throw CommandException.usage(
        "no conflict policy is named " + label + Nearest.hint(label, known),
        "Policies: " + String.join(", ", known) + ".");
  }

  private TableSpec withoutQuorums(TableSpec spec) {
    boolean quorate = readQuorum != null || writeQuorum != null || sloppy || conflict != null;
    if (quorate || conditionalOnly) {
      throw CommandException.usage(
          "-R, -W, --sloppy, --conflict and --conditional-only are for leaderless tables, not "
              + strategy
              + " ones",
          "Add --strategy leaderless, or leave them out.");
    }
    return spec;
  }

  private StrategyKind strategy() {
    List<String> known = Arrays.stream(StrategyKind.values()).map(StrategyKind::label).toList();
    for (StrategyKind kind : StrategyKind.values()) {
      if (kind.label().equals(strategy)) {
        return kind;
      }
    }
    throw CommandException.usage(
        "no strategy is named " + strategy + Nearest.hint(strategy, known),
        "Strategies: " + String.join(", ", known) + ".");
  }

  private PartitionBy order() {
    return switch (partitionBy) {
      case "hash" -> PartitionBy.HASH;
      case "range" -> PartitionBy.RANGE;
      default ->
          throw CommandException.usage(
              "--partition-by is "
                  + partitionBy
                  + ", neither hash nor range"
                  + Nearest.hint(partitionBy, List.of("hash", "range")),
              "See `gamut table create --help`.");
    };
  }
}
