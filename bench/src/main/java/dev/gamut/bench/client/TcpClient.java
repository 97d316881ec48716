package dev.gamut.bench.client;

import dev.gamut.base.Entropy;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.ClientConfig;
import dev.gamut.client.core.ClientCore;
import dev.gamut.client.core.Failure;
import dev.gamut.client.core.Reply;
import dev.gamut.real.ClientIdentity;
import dev.gamut.real.NettyDialer;
import dev.gamut.real.NettyLoop;
import dev.gamut.real.RealClock;
import dev.gamut.real.Transport;
import dev.gamut.wire.frame.Versions;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The client's core on a loop of its own, over TCP. From any thread; replies complete on the loop.
public final class TcpClient implements AutoCloseable {
  private static final int PAYLOAD_SIZE_MAX = 4 << 20;
  private static final long OUTPUT_BYTES_MAX = 64 << 20;

  private final NettyLoop loop;
  private final ClientCore core;

  /// Set once, when the loop found this program wrong: nothing is answered after it.
  private volatile @Nullable Throwable broken;

  private TcpClient(List<String> seeds, UUID cluster) {
    RealClock clock = new RealClock(0);
    loop = new NettyLoop("client", Transport.preferred(), clock, (_, cause) -> broken = cause);
    ClientIdentity self =
        new ClientIdentity(
            cluster,
            Versions.OURS,
            PAYLOAD_SIZE_MAX,
            OUTPUT_BYTES_MAX,
            TimeUnit.SECONDS.toNanos(3),
            "gamut client");
    Entropy entropy = Entropy.seeded(new SecureRandom().nextLong());
    core =
        new ClientCore(loop, clock, entropy, new NettyDialer(loop, self), ClientConfig.of(seeds));
  }

  /// Connects when it is first asked something.
  ///
  /// @param seeds addresses, `host:port`, of some nodes
  /// @param cluster the one that is meant, or `Hello.ANY_CLUSTER`
  public static TcpClient of(List<String> seeds, UUID cluster) {
    return new TcpClient(seeds, cluster);
  }

  public CompletableFuture<Reply> submit(Call call) {
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    if (broken != null) {
      answer.completeExceptionally(new IllegalStateException("the client broke", broken));
    } else if (loop.isCurrent()) {
      core.submit(call, answer::complete);
    } else {
      loop.post(() -> core.submit(call, answer::complete));
    }
    return answer;
  }

  /// Waits for the reply; not from the loop.
  public Reply ask(Call call) throws InterruptedException {
    // The core answers every call in its time, so the extra second is for a core that broke.
    CompletableFuture<Reply> answer = submit(call);
    long patience = TimeUnit.NANOSECONDS.toMillis(call.timeoutNanos()) + 1000;
    try {
      return answer.get(patience, TimeUnit.MILLISECONDS);
    } catch (java.util.concurrent.TimeoutException _) {
      if (broken != null) {
        throw new IllegalStateException("the client broke", broken);
      }
      return new Reply.Failed(
          new Failure(Failure.Reason.UNAVAILABLE, "no answer, not even from the client itself"));
    } catch (java.util.concurrent.ExecutionException failure) {
      throw new IllegalStateException("the client broke", failure.getCause());
    }
  }

  @Override
  public void close() {
    loop.post(core::close);
    loop.close();
  }
}
