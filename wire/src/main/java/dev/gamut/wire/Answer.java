package dev.gamut.wire;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.MalformedException;
import dev.gamut.model.Receipt;
import org.jspecify.annotations.Nullable;

/// A node's answer to the request of the same id on the same connection.
///
/// @param receipt there when it was wanted and something was given
public record Answer(long requestId, Result result, @Nullable Receipt receipt) {
  public void write(ByteWriter out) {
    out.varint(requestId).bool(receipt != null);
    if (receipt != null) {
      receipt.write(out);
    }
    result.write(out);
  }

  public static Answer read(ByteReader in) throws MalformedException {
    long requestId = in.varint();
    Receipt receipt = in.bool() ? Receipt.read(in) : null;
    Answer answer = new Answer(requestId, Result.read(in), receipt);
    in.finish();
    return answer;
  }
}
