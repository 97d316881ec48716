package dev.gamut.wire;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.MalformedException;

/// One operation on its way to a node.
public record Request(Envelope envelope, Operation operation) {
  public void write(ByteWriter out) {
    envelope.write(out);
    operation.write(out);
  }

  public static Request read(ByteReader in) throws MalformedException {
    Request request = new Request(Envelope.read(in), Operation.read(in));
    in.finish();
    return request;
  }
}
