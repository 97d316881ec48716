package dev.gamut.model;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;

/// A node of the cluster and where it listens.
///
/// @param address `host:port` for frames, of clients and of other nodes
/// @param httpAddress `host:port` for gRPC, HTTP and metrics; empty when it has none
public record Member(NodeId id, String address, String httpAddress) {
  public void write(ByteWriter out) {
    out.varint(id.value()).text(address).text(httpAddress);
  }

  public static Member read(ByteReader in) throws MalformedException {
    return new Member(nodeId(in), in.text(), in.text());
  }

  private static NodeId nodeId(ByteReader in) throws MalformedException {
    long value = in.varint();
    if (value <= 0 || value > Integer.MAX_VALUE) {
      throw new MalformedException("node id out of range: " + value);
    }
    return new NodeId((int) value);
  }
}
