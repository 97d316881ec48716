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

  /// Waits for the reply. Looks before it parks: on the way here the thread may have parked for
  /// something else, and used up the permit that came with the reply or the failure.
  Reply await() {
    while (true) {
      Reply arrived = reply;
      if (arrived != null) {
        return arrived;
      }
      Throwable cause = brokenBy;
      if (cause != null) {
        throw new GamutException.BrokenException(cause);
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new GamutException.InterruptedCallException(
            "interrupted while waiting; a write may take effect all the same");
      }
      LockSupport.park(this);
    }
  }
}
