package dev.gamut.cli.data;

import dev.gamut.base.NodeId;
import dev.gamut.client.core.Reply;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Table;
import dev.gamut.model.WrittenOff;
import dev.gamut.wire.NodeStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// How far one home of a leaderless table is behind, in all its partitions together, as those know
/// that answer.
///
/// @param lacks writes that another home has and it is not known to have
/// @param partitions in which it lacks something
/// @param rebuilding partitions in which it lost what it had, and takes it over from the others
/// @param whyNot why that cannot be where it says that it is damaged; null if it does not say so
/// @param behindMillis for how long the oldest of them
/// @param silentMillis since when nobody that answers has heard of it; -1 for never
/// @param answers whether it answered itself
/// @param check what came of comparing what the others hold with it
record RepairView(
    NodeId node,
    long lacks,
    int partitions,
    int rebuilding,
    @Nullable String whyNot,
    long behindMillis,
    long silentMillis,
    boolean answers,
    Check check) {
  /// What a home lacks for less than this it is about to get.
  private static final long USUAL_MILLIS = 2_000;

  /// What the homes that answer found when they compared what they hold with this one.
  ///
  /// @param count of other homes and partitions
  /// @param missing of those, not compared yet
  /// @param agoMillis since the comparison that ended longest ago
  /// @param differing keys that it does not hold as another home does, and should
  record Check(int count, int missing, long agoMillis, long differing) {
    private static final Check NONE = new Check(0, 0, 0, 0);

    private Check with(NodeStatus.Compared one) {
      return one.agoMillis() < 0
          ? new Check(count + 1, missing + 1, agoMillis, differing)
          : new Check(count + 1, missing, Math.max(agoMillis, one.agoMillis()), differing);
    }

    private Check with(long more) {
      return new Check(count, missing, agoMillis, differing + more);
    }

    private String toText() {
      String when = missing > 0 ? "not compared with all yet" : "compared " + seconds(agoMillis);
      return when
          + (missing > 0 ? "" : " ago")
          + ", %,d %s".formatted(differing, differing == 1 ? "difference" : "differences");
    }
  }

  /// One of each node that is a home of a partition.
  static List<RepairView> of(Table table, List<Reply.MemberStatus> told) {
    Map<NodeId, RepairView> views = new LinkedHashMap<>();
    for (Reply.MemberStatus member : told) {
      NodeId node = member.member().id();
      views.put(
          node, new RepairView(node, 0, 0, 0, null, 0, -1, member.status() != null, Check.NONE));
    }
    Set<NodeId> homes = new TreeSet<>();
    for (PartitionDescriptor partition : table.partitions()) {
      for (NodeId home : partition.replicas()) {
        homes.add(home);
        views.computeIfPresent(home, (_, view) -> view.with(table, partition, told));
      }
    }
    return views.values().stream().filter(view -> homes.contains(view.node())).toList();
  }

  private RepairView with(
      Table table, PartitionDescriptor partition, List<Reply.MemberStatus> told) {
    long most = 0;
    long longest = behindMillis;
    long silent = silentMillis;
    Check checked = check;
    long differing = 0;
    for (Reply.MemberStatus member : told) {
      NodeStatus.PeerStatus peer = peer(member.status(), partition);
      if (peer != null) {
        most = Math.max(most, peer.lacks());
        longest = peer.lacks() > 0 ? Math.max(longest, peer.behindMillis()) : longest;
        if (partition.replicas().contains(member.member().id())) {
          checked = checked.with(peer.compared());
          differing = Math.max(differing, peer.compared().differing());
        }
        silent = silent < 0 ? peer.silentMillis() : least(silent, peer.silentMillis());
      }
    }
    return new RepairView(
        node,
        lacks + most,
        partitions + (most > 0 ? 1 : 0),
        rebuilding + (partition.isRebuilding(node) ? 1 : 0),
        isDamaged(partition, told) ? damage(table, partition) : whyNot,
        longest,
        silent,
        answers,
        checked.with(differing));
  }

  private boolean isDamaged(PartitionDescriptor partition, List<Reply.MemberStatus> told) {
    for (Reply.MemberStatus member : told) {
      NodeStatus status = member.member().id().equals(node) ? member.status() : null;
      List<NodeStatus.ReplicaStatus> replicas = status == null ? List.of() : status.replicas();
      for (NodeStatus.ReplicaStatus replica : replicas) {
        if (replica.partition().equals(partition.id()) && replica.role().equals("damaged")) {
          return true;
        }
      }
    }
    return false;
  }

  private String damage(Table table, PartitionDescriptor partition) {
    String risk = WrittenOff.risk(table.spec(), partition, node);
    return risk == null
        ? partition.id() + " is damaged there: it is about to be rebuilt"
        : partition.id()
            + " is damaged there, and not rebuilt: "
            + risk
            + " (gamut table rebuild "
            + table.name()
            + " --node "
            + node
            + " --force)";
  }

  private static long least(long one, long other) {
    return other < 0 ? one : Math.min(one, other);
  }

  /// How this node stands with a partition's replica on another.
  private NodeStatus.@Nullable PeerStatus peer(
      @Nullable NodeStatus status, PartitionDescriptor partition) {
    if (status == null) {
      return null;
    }
    for (NodeStatus.ReplicaStatus replica : status.replicas()) {
      if (replica.partition().equals(partition.id())) {
        for (NodeStatus.PeerStatus peer : replica.peers()) {
          if (peer.node().equals(node)) {
            return peer;
          }
        }
      }
    }
    return null;
  }

  boolean isWell() {
    return answers
        && rebuilding == 0
        && whyNot == null
        && (lacks == 0 || behindMillis < USUAL_MILLIS)
        && !isDifferent();
  }

  boolean isDifferent() {
    return check.differing() > 0;
  }

  String toText() {
    List<String> words = new ArrayList<>();
    words.add(
        lacks == 0
            ? "has everything"
            : "lacks %,d %s in %,d %s, for %s%s"
                .formatted(
                    lacks,
                    lacks == 1 ? "write" : "writes",
                    partitions,
                    partitions == 1 ? "partition" : "partitions",
                    seconds(behindMillis),
                    behindMillis < USUAL_MILLIS ? " (under way)" : ""));
    if (rebuilding > 0) {
      words.add("is being rebuilt in " + Tables.count(rebuilding, "partition"));
    }
    if (whyNot != null) {
      words.add(whyNot);
    }
    if (!answers) {
      words.add("does not answer");
      words.add(
          silentMillis < 0 ? "was not heard" : "was last heard " + seconds(silentMillis) + " ago");
    }
    if (check.count() > 0) {
      words.add(check.toText());
    }
    return "  %-4s %s".formatted(node, String.join(", ", words));
  }

  private static String seconds(long millis) {
    return millis < 60_000
        ? "%.1f s".formatted(millis / 1_000.0)
        : "%d min %d s".formatted(millis / 60_000, millis / 1_000 % 60);
  }

  Map<String, Object> toMap() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("node", node.toString());
    fields.put("answers", answers);
    fields.put("lacks", lacks);
    fields.put("partitionsBehind", partitions);
    fields.put("rebuilding", rebuilding);
    fields.put("damaged", whyNot);
    fields.put("behindMillis", behindMillis);
    fields.put("silentMillis", silentMillis < 0 ? null : silentMillis);
    fields.put("comparedMillis", check.missing() > 0 ? null : check.agoMillis());
    fields.put("differences", check.differing());
    return fields;
  }
}
