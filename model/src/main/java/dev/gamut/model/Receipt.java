package dev.gamut.model;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.base.Version;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The account of what was actually given.
///
/// @param level the level that was given
/// @param rung which rung of the chain that was, from 0
/// @param asked the replicas that were asked, the answering node included
/// @param answered those that had answered when the result was known
/// @param standIns those among them that are fallbacks: they counted in the place of replicas that
///   were not reached, so the quorum was a sloppy one
/// @param position where the partition's log stood: the answer reflects all of it
/// @param version the version that was seen or written, [Version#NONE] for none
/// @param via the node that passed the request on, because its caller did not reach the one that
///   served it; null when the caller did
public record Receipt(
    Level.Kind level,
    int rung,
    NodeId servedBy,
    PartitionId partition,
    List<NodeId> asked,
    List<NodeId> answered,
    List<NodeId> standIns,
    long position,
    Version version,
    @Nullable NodeId via) {
  private static final int HAS_VIA = 0x80;

  public Receipt {
    asked = List.copyOf(asked);
    answered = List.copyOf(answered);
    standIns = List.copyOf(standIns);
  }

  /// What whoever served it directly says.
  public Receipt(
      Level.Kind level,
      int rung,
      NodeId servedBy,
      PartitionId partition,
      List<NodeId> asked,
      List<NodeId> answered,
      List<NodeId> standIns,
      long position,
      Version version) {
    this(level, rung, servedBy, partition, asked, answered, standIns, position, version, null);
  }

  /// The same for a caller whose request this node has passed on.
  public Receipt via(NodeId node) {
    return new Receipt(
        level, rung, servedBy, partition, asked, answered, standIns, position, version, node);
  }

  /// Whether a fallback counted.
  public boolean isSloppy() {
    return !standIns.isEmpty();
  }

  public void write(ByteWriter out) {
    out.u8(level.ordinal() | (via == null ? 0 : HAS_VIA))
        .u8(rung)
        .varint(servedBy.value())
        .varint(partition.value());
    writeNodes(out, asked);
    writeNodes(out, answered);
    writeNodes(out, standIns);
    version.write(out.varint(position));
    if (via != null) {
      out.varint(via.value());
    }
  }

  public static Receipt read(ByteReader in) throws MalformedException {
    int first = in.u8();
    int level = first & ~HAS_VIA;
    if (level >= Level.Kind.values().length) {
      throw new MalformedException("unknown level " + level);
    }
    try {
      return new Receipt(
          Level.Kind.values()[level],
          in.u8(),
          new NodeId(in.natural()),
          new PartitionId(in.varint()),
          readNodes(in),
          readNodes(in),
          readNodes(in),
          in.varint(),
          Version.read(in),
          (first & HAS_VIA) == 0 ? null : new NodeId(in.natural()));
    } catch (IllegalArgumentException e) {
      throw new MalformedException("a receipt that cannot be: " + e.getMessage(), e);
    }
  }

  private static void writeNodes(ByteWriter out, List<NodeId> nodes) {
    out.u8(nodes.size());
    nodes.forEach(node -> out.varint(node.value()));
  }

  private static List<NodeId> readNodes(ByteReader in) throws MalformedException {
    int count = in.u8();
    List<NodeId> nodes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      nodes.add(new NodeId(in.natural()));
    }
    return nodes;
  }
}
