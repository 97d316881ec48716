package dev.gamut.bench.client;

import dev.gamut.client.Gamut;
import dev.gamut.client.GamutException;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.ClientConfig;
import dev.gamut.client.core.Reply;
import dev.gamut.real.RealClientWorld;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/// A client over TCP for whoever speaks in calls and replies. From any thread; replies complete on
/// the client's loop.
public final class TcpClient implements AutoCloseable {
  private final Gamut gamut;

  private TcpClient(List<String> seeds, UUID cluster) {
    gamut = Gamut.connect(ClientConfig.of(seeds), RealClientWorld.open(cluster));
  }

  /// Connects when it is first asked something.
  ///
  /// @param seeds addresses, `host:port`, of some nodes
  /// @param cluster the one that is meant, or `Hello.ANY_CLUSTER`
  public static TcpClient of(List<String> seeds, UUID cluster) {
    return new TcpClient(seeds, cluster);
  }

  public CompletableFuture<Reply> submit(Call call) {
    return gamut.send(call);
  }

  /// Waits for the reply; not from the loop.
  public Reply ask(Call call) throws InterruptedException {
    try {
      return gamut.call(call);
    } catch (GamutException.InterruptedCallException e) {
      var _ = Thread.interrupted();
      throw (InterruptedException) new InterruptedException(e.getMessage()).initCause(e);
    }
  }

  @Override
  public void close() {
    gamut.close();
  }
}
