package dev.gamut.client;

import dev.gamut.client.core.Call;
import dev.gamut.client.core.Reply;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A call on its way from its thread to the loop, and its reply on the way back.
abstract class Submission implements Consumer<Reply> {
  final Call call;

  /// The one submitted before it, while both wait in the mailbox.
  @Nullable Submission before;

  /// Its neighbours among those that the core has and has not answered; touched by the loop only.
  @Nullable Submission earlier;

  @Nullable Submission later;

  /// Where it is one of those; null before and after.
  @Nullable Mailbox heldBy;

  Submission(Call call) {
    this.call = call;
  }

  @Override
  public final void accept(Reply reply) {
    answer(reply);
    if (heldBy != null) {
      heldBy.release(this);
    }
  }

  /// Hands the reply to whoever waits.
  abstract void answer(Reply reply);

  /// Says to whoever waits that there will be no reply, because the client broke.
  abstract void fail(Throwable cause);
}
