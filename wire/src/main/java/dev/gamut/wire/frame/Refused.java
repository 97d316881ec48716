package dev.gamut.wire.frame;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;

/// The answer that ends a stream before it began. Payload, format 1:
///
///     offset 0   reason      u8    see Reason
///            1   versionMin  u16   what the refusing end speaks
///            3   versionMax  u16
///            5   text        text  what happened and what to do, for people
public record Refused(Reason reason, Versions versions, String text) implements HandshakeAnswer {
  /// Why; codes (from 0, in this order) are part of the format.
  public enum Reason {
    /// One that this version of the code does not know; the text says it.
    OTHER,
    /// What was sent was not a greeting.
    MALFORMED,
    /// The greeting was meant for another cluster.
    WRONG_CLUSTER,
    /// The greeting was meant for another node of the cluster.
    WRONG_NODE,
    /// No version that both ends speak.
    WRONG_VERSION,
    /// Another process is connected under that node's number.
    IDENTITY_IN_USE,
    /// All places are taken; worth another try later, or elsewhere.
    TOO_MANY_CONNECTIONS,
    /// The node is stopping; worth another try elsewhere.
    STOPPING
  }

  public Bytes encode() {
    ByteWriter out = new ByteWriter(128).u8(reason.ordinal());
    versions.write(out);
    return out.text(text).take();
  }

  public static Refused decode(Bytes payload) throws MalformedException {
    ByteReader in = new ByteReader(payload);
    int code = in.u8();
    Reason reason = code < Reason.values().length ? Reason.values()[code] : Reason.OTHER;
    Versions versions = Versions.read(in);
    Refused refused = new Refused(reason, versions, in.text());
    in.finish();
    return refused;
  }
}
