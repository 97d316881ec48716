package dev.gamut.client;

import dev.gamut.client.core.Call;
import dev.gamut.client.core.Reply;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A call whose thread waits for the reply, by parking: cheap for a virtual thread.
final class BlockingCall extends Submission {
  private final Thread caller = Thread.currentThread();
  private volatile @Nullable Reply reply;
  private volatile @Nullable Throwable brokenBy;

  BlockingCall(Call call) {
    super(call);
  }

  @Override
  void answer(Reply reply) {
    this.reply = reply;
    LockSupport.unpark(caller);
  }

  @Override
  void fail(Throwable cause) {
    brokenBy = cause;
    LockSupport.unpark(caller);
  }

  /// Waits for the reply.
  Reply await() {
    Reply arrived = reply;
    while (arrived == null) {
      LockSupport.park(this);
      arrived = reply;
      Throwable cause = brokenBy;
      if (arrived == null && cause != null) {
        throw new GamutException.BrokenException(cause);
      }
      if (arrived == null && Thread.currentThread().isInterrupted()) {
        throw new GamutException.InterruptedCallException(
            "interrupted while waiting; a write may take effect all the same");
      }
    }
    return arrived;
  }
}
