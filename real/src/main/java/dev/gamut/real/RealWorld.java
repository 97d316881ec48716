package dev.gamut.real;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.LogLine;
import dev.gamut.base.NodeId;
import dev.gamut.wire.frame.NodeIdentity;
import dev.gamut.world.Connection;
import dev.gamut.world.Disk;
import dev.gamut.world.Network;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All doors of one node, over the machine it runs on. In the order of a start: [#open] gives
/// loops, workers and the disk, so that the node can read who it is; [#network] then lets it speak
/// to peers, once [#listen] has told who hears them.
public final class RealWorld implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RealWorld.class);
  private static final long STOP_SECONDS_MAX = 5;

  private final RealConfiguration configuration;
  private final RealClock clock;
  private final SecureRandom random = new SecureRandom();
  private final Disk disk;

  /// Lets another process have the disk.
  private final Closeable diskHold;

  private final List<NettyLoop> loops;
  private final ThreadWorker journalWorker;
  private final ThreadWorker storeWorker;
  private final List<ThreadWorker> readers;

  private @Nullable NodeIdentity identity;
  private @Nullable PeerNetwork network;
  private @Nullable ClientListener clients;
  private @Nullable NodeListener listener;
  private volatile Network.@Nullable Receiver receiver;
  private boolean closed;

  private RealWorld(
      RealConfiguration configuration, Disk disk, Closeable diskHold, FatalHandler fatalHandler) {
    this.configuration = configuration;
    this.disk = disk;
    this.diskHold = diskHold;
    clock = new RealClock(configuration.wallErrorMillis());
    List<NettyLoop> newLoops = new ArrayList<>();
    for (int i = 0; i < configuration.loops(); i++) {
      newLoops.add(new NettyLoop("loop-" + i, configuration.transport(), clock, fatalHandler));
    }
    loops = List.copyOf(newLoops);
    int queueMax = configuration.workerQueueMax();
    journalWorker = new ThreadWorker("journal", queueMax, fatalHandler);
    storeWorker = new ThreadWorker("store", queueMax, fatalHandler);
    List<ThreadWorker> newReaders = new ArrayList<>();
    for (int i = 0; i < configuration.readers(); i++) {
      newReaders.add(new ThreadWorker("reader-" + i, queueMax, fatalHandler));
    }
    readers = List.copyOf(newReaders);
  }

  public static RealWorld open(RealConfiguration configuration, FatalHandler fatalHandler)
      throws IOException {
    FileDisk disk = FileDisk.open(configuration.directory());
    return new RealWorld(configuration, disk, disk::close, fatalHandler);
  }

  /// With another disk than the configured directory, which is not touched. The disk must stand
  /// calls from several workers at once.
  public static RealWorld over(
      Disk disk, RealConfiguration configuration, FatalHandler fatalHandler) {
    return new RealWorld(configuration, disk, () -> {}, fatalHandler);
  }

  public RealClock clock() {
    return clock;
  }

  public Disk disk() {
    return disk;
  }

  /// The first of them owns the network.
  public List<NettyLoop> loops() {
    return loops;
  }

  public ThreadWorker journalWorker() {
    return journalWorker;
  }

  public ThreadWorker storeWorker() {
    return storeWorker;
  }

  public List<ThreadWorker> readers() {
    return readers;
  }

  /// A source of randomness for one loop, seeded by the operating system.
  public Entropy newEntropy() {
    return Entropy.seeded(random.nextLong());
  }

  /// For the identity of a process; never 0.
  public long newIncarnation() {
    long drawn = random.nextLong();
    return drawn == 0 ? 1 : drawn;
  }

  /// The network of the node that this process turned out to be; once. What peers send before
  /// [#listen] is dropped.
  public PeerNetwork network(NodeIdentity identity, PeerEvents events) {
    NettyLoop first = loops.getFirst();
    this.identity = identity;
    PeerLimits limits = configuration.peers();
    PeerNetwork created =
        new PeerNetwork(
            new PeerContext(
                first,
                identity,
                limits,
                configuration.handshake(),
                newEntropy(),
                new SocketOpener(first, limits.unacknowledgedMillisMax()),
                new Hearing(),
                events));
    network = created;
    return created;
  }

  /// The door to other nodes as clients have it, on the first loop.
  public Connection.Dialer dialer(UUID cluster, String software) {
    return new NettyDialer(loops.getFirst(), ClientIdentity.of(cluster, software));
  }

  /// Whoever listens by now.
  private final class Hearing implements Network.Receiver {
    @Override
    public void receive(NodeId from, Bytes frame) {
      Network.Receiver current = receiver;
      if (current != null) {
        current.receive(from, frame);
      }
    }

    @Override
    public void ended(NodeId peer) {
      Network.Receiver current = receiver;
      if (current != null) {
        current.ended(peer);
      }
    }
  }

  /// Opens the door for peers and clients; returns where. Not from a loop.
  ///
  /// @param handlers gives, for the index of a loop, who owns the clients' connections there
  public InetSocketAddress listen(
      Network.Receiver receiver, IntFunction<Connection.Handler> handlers) throws IOException {
    PeerNetwork peers = network;
    NodeIdentity self = identity;
    if (peers == null || self == null) {
      throw new IllegalStateException("no network yet: the node must say who it is first");
    }
    this.receiver = receiver;
    ClientListener newClients = new ClientListener(loops, self, configuration.clients(), handlers);
    NodeListener newListener =
        new NodeListener(loops.getFirst(), self, configuration.handshake(), peers, newClients);
    clients = newClients;
    listener = newListener;
    return newListener.bind(configuration.listen(), configuration.peers());
  }

  /// What went over the clients' sockets of one loop; from any thread, told on that loop.
  public void clientTraffic(int loop, Consumer<Traffic> answer) {
    NettyLoop asked = loops.get(loop);
    asked.post(() -> answer.accept(asked.traffic().copy()));
  }

  /// How many clients are connected; from any thread.
  public int clientConnections() {
    ClientListener current = clients;
    return current == null ? 0 : current.connections();
  }

  /// Takes the world down from the outside in, so that nothing arrives where nobody listens any
  /// more: no new connections, goodbye to those there are, the workers finish what they were given,
  /// then the loops end, then the directory is free. Bounded in time at every step. Not from a
  /// loop.
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (listener != null) {
      listener.close();
    }
    stopNetwork();
    readers.forEach(ThreadWorker::close);
    storeWorker.close();
    journalWorker.close();
    loops.forEach(NettyLoop::close);
    try {
      diskHold.close();
    } catch (IOException e) {
      LOG.warn(LogLine.of("unlock-failed", "directory", configuration.directory()), e);
    }
  }

  private void stopNetwork() {
    loops
        .getFirst()
        .post(
            () -> {
              if (clients != null) {
                clients.stop("the node is stopping");
              }
              if (network != null) {
                network.close("the node is stopping");
              }
            });
    // The first loop asks the others to say goodbye, and then they do.
    boolean asked = awaitTurns();
    boolean said = asked && awaitTurns();
    if (!said) {
      LOG.warn(LogLine.of("network-stop-slow", "seconds", STOP_SECONDS_MAX));
    }
  }

  /// Waits until every loop has done what was posted so far.
  private boolean awaitTurns() {
    CountDownLatch turned = new CountDownLatch(loops.size());
    loops.forEach(loop -> loop.post(() -> loop.atTurnEnd(turned::countDown)));
    try {
      return turned.await(STOP_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
