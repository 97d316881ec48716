package dev.gamut.server.door;

import dev.gamut.base.MalformedException;
import dev.gamut.client.core.Failure;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Condition;
import dev.gamut.model.Context;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Small things that both doors say alike.
public final class Doors {
  private Doors() {}

  static Reply batchFull() {
    return new Reply.Failed(
        new Failure(
            Failure.Reason.LIMIT,
            "not read: the items of this batch before it have more than %d bytes; ask for it again"
                .formatted(DoorClient.BATCH_READ_SIZE_MAX)));
  }

  /// The condition of a write that replaces what a read gave with this token.
  public static Condition seen(String token) {
    try {
      return new Condition.Seen(Context.parse(token));
    } catch (MalformedException e) {
      throw DoorException.invalid(String.valueOf(e.getMessage()));
    }
  }

  /// Bytes as text, when they are UTF-8.
  public static Optional<String> text(dev.gamut.base.Bytes bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.array(), bytes.offset(), bytes.length()))
              .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
