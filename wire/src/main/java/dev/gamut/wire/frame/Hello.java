package dev.gamut.wire.frame;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Invariant;
import dev.gamut.base.MalformedException;
import java.util.UUID;

/// The first frame of whoever dialled: who it is, and whom it means to reach. Payload, format 1:
///
///     offset 0   magic           u64   "GAMUT/FR" read little-endian
///            8   versionMin      u16
///           10   versionMax      u16
///           12   role            u8    1 peer, 2 client
///           13   cluster         u64 × 2   high half first; zeros: any (clients only)
///           29   node            u32   who dialled; 0 for a client
///           33   incarnation     u64   of the node's process; 0 for a client
///           41   target          u32   the node that is meant; 0 for any (clients only)
///           45   payloadSizeMax  u32   what the dialler accepts in a frame
///           49   software        text  for logs, at most 100 bytes
///            …   options         bytes for later versions; skipped by those that know none
///
/// @param cluster the cluster that is meant; [#ANY_CLUSTER] when a client does not know it
/// @param node the number of the node that dialled, 0 for a client
/// @param incarnation drawn at random by each start of a node's process, so that two processes that
///     claim the same node are told apart; 0 for a client
/// @param target the number of the node that is meant, 0 when a client does not care
/// @param payloadSizeMax larger frames must not be sent back
public record Hello(
    Versions versions,
    Role role,
    UUID cluster,
    int node,
    long incarnation,
    int target,
    int payloadSizeMax,
    String software) {
  public static final UUID ANY_CLUSTER = new UUID(0, 0);

  /// The largest handshake frame: nobody unknown gets to send more.
  public static final int HANDSHAKE_SIZE_MAX = 1024;

  static final long MAGIC = 0x52462f54554d4147L;
  private static final int SOFTWARE_SIZE_MAX = 100;

  public Hello {
    boolean peer = role == Role.PEER;
    Invariant.require(!peer || !cluster.equals(ANY_CLUSTER), "a peer without a cluster");
    Invariant.require(peer ? node > 0 : node == 0, "node %d as %s", node, role);
    Invariant.require(peer ? target > 0 : target >= 0, "target %d of %s", target, role);
    Invariant.require(payloadSizeMax > 0, "payload limit not positive: %d", payloadSizeMax);
  }

  public Bytes encode() {
    ByteWriter out = new ByteWriter(128).i64(MAGIC);
    versions.write(out);
    out.u8(role.code());
    writeCluster(cluster, out);
    out.i32(node).i64(incarnation).i32(target).i32(payloadSizeMax);
    return out.bytes(softwareName(software)).bytes(Bytes.EMPTY).take();
  }

  public static Hello decode(Bytes payload) throws MalformedException {
    ByteReader in = new ByteReader(payload);
    if (in.i64() != MAGIC) {
      throw new MalformedException("not a Gamut client or node: wrong magic number");
    }
    Versions versions = Versions.read(in);
    Role role = Role.of(in.u8());
    UUID cluster = readCluster(in);
    int node = in.i32();
    long incarnation = in.i64();
    int target = in.i32();
    int payloadSizeMax = in.i32();
    String software = readSoftware(in);
    in.bytes();
    in.finish();
    try {
      return new Hello(
          versions, role, cluster, node, incarnation, target, payloadSizeMax, software);
    } catch (IllegalArgumentException e) {
      throw new MalformedException("contradictory greeting: " + e.getMessage(), e);
    }
  }

  static void writeCluster(UUID cluster, ByteWriter out) {
    out.i64(cluster.getMostSignificantBits()).i64(cluster.getLeastSignificantBits());
  }

  static UUID readCluster(ByteReader in) throws MalformedException {
    long high = in.i64();
    return new UUID(high, in.i64());
  }

  /// The name as it travels: cut to what the receiver takes.
  static Bytes softwareName(String software) {
    Bytes name = Bytes.utf8(software);
    return name.length() <= SOFTWARE_SIZE_MAX ? name : Bytes.utf8("(name too long)");
  }

  static String readSoftware(ByteReader in) throws MalformedException {
    String software = in.text();
    if (software.length() > SOFTWARE_SIZE_MAX) {
      throw new MalformedException("name of software too long: " + software.length());
    }
    return software;
  }
}
