package dev.gamut.wire.frame;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Invariant;
import dev.gamut.base.MalformedException;
import java.util.UUID;

/// The answer that opens a stream: who was reached. Payload, format 1:
///
///     offset 0   version         u16   that both ends speak from now on
///            2   cluster         u64 × 2   high half first
///           18   node            u32
///           22   incarnation     u64   of the node's process
///           30   payloadSizeMax  u32   what the node accepts in a frame
///           34   software        text  for logs, at most 100 bytes
///            …   options         bytes for later versions; skipped by those that know none
///
/// @param version the newest one that both ends speak
/// @param payloadSizeMax larger frames must not be sent
public record Welcome(
    int version, UUID cluster, int node, long incarnation, int payloadSizeMax, String software)
    implements HandshakeAnswer {
  public Welcome {
    Invariant.require(version > 0 && version <= 0xffff, "version out of range: %d", version);
    Invariant.require(node > 0, "node number not positive: %d", node);
    Invariant.require(payloadSizeMax > 0, "payload limit not positive: %d", payloadSizeMax);
  }

  public Bytes encode() {
    ByteWriter out = new ByteWriter(128).u16(version);
    Hello.writeCluster(cluster, out);
    out.i32(node).i64(incarnation).i32(payloadSizeMax);
    return out.bytes(Hello.softwareName(software)).bytes(Bytes.EMPTY).take();
  }

  public static Welcome decode(Bytes payload) throws MalformedException {
    ByteReader in = new ByteReader(payload);
    int version = in.u16();
    UUID cluster = Hello.readCluster(in);
    int node = in.i32();
    long incarnation = in.i64();
    int payloadSizeMax = in.i32();
    String software = Hello.readSoftware(in);
    in.bytes();
    in.finish();
    try {
      return new Welcome(version, cluster, node, incarnation, payloadSizeMax, software);
    } catch (IllegalArgumentException e) {
      throw new MalformedException("contradictory welcome: " + e.getMessage(), e);
    }
  }
}
