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

  Submission(Call call) {
    this.call = call;
  }
}
