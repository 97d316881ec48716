package dev.gamut.server.config;

import static dev.gamut.base.Invariant.require;

import dev.gamut.base.NodeId;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a node is told when it starts. Everything else it finds in its data or hears from others.
///
/// @param clusterId of the cluster, chosen at random when it was made; a node refuses data and
///   peers of another
/// @param nodeId this node; one of `members`
/// @param members all nodes of the cluster as it was made, this one among them
/// @param dataDirectory where journal and store lie; made if it does not exist
/// @param loops event loops, each of which keeps one core busy under load; more than there are
///   cores make every loop slower
/// @param memoryMebibytes the one budget that every bound of the node is a part of: caches, write
///   buffers, requests under way. Heap and native memory of the process together stay near it
/// @param log where it logs; null for standard output, or wherever the program around it logs
public record NodeConfig(
    long clusterId,
    NodeId nodeId,
    List<Member> members,
    Path dataDirectory,
    int loops,
    int memoryMebibytes,
    @Nullable LogConfig log) {
  private static final long CLUSTER_PREFIX = 0x67616d7574000001L;
  public static final int LOOPS_MAX = 64;
  public static final int MEMORY_MEBIBYTES_MIN = 64;

  public NodeConfig {
    members = List.copyOf(members);
    require(clusterId != 0, "clusterId is 0, which stands for none");
    require(loops >= 1 && loops <= LOOPS_MAX, "loops is %d, not from 1 to %d", loops, LOOPS_MAX);
    require(
        memoryMebibytes >= MEMORY_MEBIBYTES_MIN,
        "memoryMebibytes is %d, less than %d",
        memoryMebibytes,
        MEMORY_MEBIBYTES_MIN);
    requireMembers(nodeId, members);
  }

  /// Without a log of its own.
  public NodeConfig(
      long clusterId,
      NodeId nodeId,
      List<Member> members,
      Path dataDirectory,
      int loops,
      int memoryMebibytes) {
    this(clusterId, nodeId, members, dataDirectory, loops, memoryMebibytes, null);
  }

  private static void requireMembers(NodeId nodeId, List<Member> members) {
    Set<NodeId> ids = new HashSet<>();
    Set<String> addresses = new HashSet<>();
    for (Member member : members) {
      require(ids.add(member.id()), "nodes has %s twice", member.id());
      for (int port : new int[] {member.framePort(), member.httpPort()}) {
        String address = member.host() + ":" + port;
        require(addresses.add(address), "nodes has the address %s twice", address);
      }
    }
    require(ids.contains(nodeId), "nodeId is %s, which is not one of nodes", nodeId);
  }

  /// This node among the members.
  public Member self() {
    return members.stream().filter(member -> member.id().equals(nodeId)).findFirst().orElseThrow();
  }

  /// The cluster's name on the wire: a constant upper half, so that a foreign frame that happens to
  /// fit is still of no cluster of ours, and the configured id.
  public static UUID clusterUuid(long clusterId) {
    return new UUID(CLUSTER_PREFIX, clusterId);
  }

  /// As it is written in files and messages: 16 digits.
  public String clusterName() {
    return "%016x".formatted(clusterId);
  }
}
