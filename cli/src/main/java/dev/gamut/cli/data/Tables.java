package dev.gamut.cli.data;

import dev.gamut.bench.client.TcpClient;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Quorums;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.Table;
import dev.gamut.model.TableSpec;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// How tables are shown.
public final class Tables {
  private Tables() {}

  /// The table of that name, or the error that names the nearest one.
  public static Table find(TcpClient client, String name, long timeoutNanos)
      throws InterruptedException {
    Reply reply = client.ask(new Call.GetTable(name, timeoutNanos));
    if (!(reply instanceof Reply.TableIs(Table table))) {
      throw Replies.unexpected(reply);
    }
    return table;
  }

  public static String text(TableSpec spec) {
    if (spec.isCutLater()) {
      return "%s: %s, by %s, %s each, cut into up to %d partitions by its first import"
          .formatted(
              spec.name(),
              spec.strategy().label(),
              order(spec),
              count(spec.replicaCount(), "replica"),
              spec.partitionCount());
    }
    return "%s: %s, by %s, %s x %s%s"
        .formatted(
            spec.name(),
            spec.strategy().label(),
            order(spec),
            count(spec.partitionCount(), "partition"),
            count(spec.replicaCount(), "replica"),
            quorums(spec));
  }

  /// What the quorums of a leaderless table come to, in the words of the field.
  private static String quorums(TableSpec spec) {
    if (spec.strategy() != StrategyKind.LEADERLESS) {
      return "";
    }
    Quorums quorums = spec.quorums();
    if (quorums.conditionalOnly()) {
      return ", conditional writes only: reads are linearizable";
    }
    return ", R=%d W=%d%s, %s: reads are %s"
        .formatted(
            quorums.read(),
            quorums.write(),
            quorums.sloppy() ? " sloppy" : "",
            quorums.conflict().label(),
            levelOf(spec));
  }

  private static String levelOf(TableSpec spec) {
    if (spec.quorums().conditionalOnly()) {
      return "linearizable";
    }
    return spec.quorums().isRegular(spec.quorums().read(), spec.replicaCount())
        ? "regular"
        : "eventual";
  }

  public static Map<String, Object> fields(TableSpec spec) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("table", spec.name());
    fields.put("strategy", spec.strategy().label());
    fields.put("partitionBy", order(spec));
    fields.put("partitions", spec.isCutLater() ? 0 : spec.partitionCount());
    if (spec.isCutLater()) {
      fields.put("partitionsLater", spec.partitionCount());
    }
    fields.put("replicas", spec.replicaCount());
    if (spec.strategy() == StrategyKind.LEADERLESS) {
      fields.put("readQuorum", spec.quorums().read());
      fields.put("writeQuorum", spec.quorums().write());
      fields.put("sloppy", spec.quorums().sloppy());
      fields.put("conflict", spec.quorums().conflict().label());
      fields.put("conditionalOnly", spec.quorums().conditionalOnly());
      fields.put("reads", levelOf(spec));
    }
    fields.put("splitAt", spec.splitAt().stream().map(Replies::text).toList());
    return fields;
  }

  static String count(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private static String order(TableSpec spec) {
    return spec.partitionBy().name().toLowerCase(Locale.ROOT);
  }
}
