package dev.gamut.wire.frame;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;

/// The last frame of an end that closes a stream on purpose. Payload, format 1:
///
///     offset 0   text   text   why, for people
public record Goodbye(String text) {
  public Bytes encode() {
    return new ByteWriter(64).text(text).take();
  }

  public static Goodbye decode(Bytes payload) throws MalformedException {
    ByteReader in = new ByteReader(payload);
    Goodbye goodbye = new Goodbye(in.text());
    in.finish();
    return goodbye;
  }
}
