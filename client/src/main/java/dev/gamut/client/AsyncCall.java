package dev.gamut.client;

import dev.gamut.client.core.Call;
import dev.gamut.client.core.Reply;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// A call whose reply completes a future, on the loop.
final class AsyncCall<T> extends Submission {
  final CompletableFuture<T> future = new CompletableFuture<>();
  private final Function<Reply, T> result;

  AsyncCall(Call call, Function<Reply, T> result) {
    super(call);
    this.result = result;
  }

  @Override
  void answer(Reply reply) {
    try {
      future.complete(result.apply(reply));
    } catch (GamutException e) {
      future.completeExceptionally(e);
    }
  }

  @Override
  void fail(Throwable cause) {
    future.completeExceptionally(new GamutException.BrokenException(cause));
  }
}
