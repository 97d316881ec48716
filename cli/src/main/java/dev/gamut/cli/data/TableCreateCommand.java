package dev.gamut.cli.data;

import dev.gamut.base.Bytes;
import dev.gamut.bench.client.TcpClient;
import dev.gamut.cli.CommandException;
import dev.gamut.cli.Exit;
import dev.gamut.cli.Nearest;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Reply;
import dev.gamut.model.PartitionBy;
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
          + " before the answer, available to whoever reaches a majority. local: one replica on"
          + " one node, and lost with it.",
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
      paramLabel = "consensus|local",
      defaultValue = "consensus",
      description = "consensus or local. Default: consensus.")
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
      names = "--replicas",
      paramLabel = "N",
      description = "Copies of each partition. Default: 3, or 1 for local.")
  private @Nullable Integer replicas;

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
      return new TableSpec(
          name, kind, order, count, copies, splitAt.stream().map(Bytes::utf8).toList());
    } catch (IllegalArgumentException wrong) {
      throw CommandException.usage(
          String.valueOf(wrong.getMessage()), "See `gamut table create --help`.");
    }
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
