package dev.gamut.server;

import dev.gamut.base.LogLine;
import dev.gamut.base.NodeId;
import dev.gamut.model.Member;
import dev.gamut.node.Node;
import dev.gamut.node.NodeSettings;
import dev.gamut.node.NodeWorld;
import dev.gamut.node.strategy.ReplicaStarter;
import dev.gamut.protocol.leaderless.ComparingConfig;
import dev.gamut.protocol.raft.RaftConfig;
import dev.gamut.real.FatalHandler;
import dev.gamut.real.NettyLoop;
import dev.gamut.real.PeerEvents;
import dev.gamut.real.PeerNetwork;
import dev.gamut.real.RealConfiguration;
import dev.gamut.real.RealWorld;
import dev.gamut.server.config.NodeConfig;
import dev.gamut.storage.Store;
import dev.gamut.storage.journal.Journal;
import dev.gamut.storage.journal.Recovered;
import dev.gamut.storage.journal.RecoveryReport;
import dev.gamut.wire.frame.NodeIdentity;
import dev.gamut.wire.frame.Versions;
import dev.gamut.world.Loop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A node over the real doors: it claims its data directory, recovers its journal and store, and
/// opens its port for peers and clients.
public final class ServerNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerNode.class);
  private static final String SOFTWARE = "gamut";
  private static final long ANSWER_SECONDS_MAX = 30;

  /// The upper half of every cluster id on the wire; the configured id is the lower half.
  private static final long CLUSTER_PREFIX = 0x67616d7574000001L;

  private final NodeConfig config;
  private final RealWorld world;
  private final List<Store> stores;
  private final Recovered recovered;
  private final Node node;
  private final FigureSource figures;

  private ServerNode(
      NodeConfig config,
      RealWorld world,
      List<Store> stores,
      Recovered recovered,
      FigureSource figures) {
    this.config = config;
    this.world = world;
    this.stores = stores;
    this.recovered = recovered;
    this.figures = figures;
    this.node = figures.node();
  }

  /// Blocks until the node listens; it may still be recovering then.
  public static ServerNode start(NodeConfig config, FatalHandler fatal) throws IOException {
    NodeStorage storage = DirectoryStorage.production(config);
    return start(
        new NodeSetup(config, RaftConfig.defaults(), ComparingConfig.defaults(), storage, fatal));
  }

  /// Blocks until the node listens; it may still be recovering then.
  public static ServerNode start(NodeSetup setup) throws IOException {
    RealWorld world = setup.storage().open(realConfiguration(setup.config()), setup.fatal());
    try {
      return start(setup, world);
    } catch (IOException | RuntimeException e) {
      world.close();
      throw e;
    }
  }

  private static ServerNode start(NodeSetup setup, RealWorld world) throws IOException {
    NodeConfig config = setup.config();
    Recovered recovered =
        Journal.open(
            new Journal.Doors(
                world.disk(),
                world.journalWorker(),
                world.readers().getFirst(),
                world.clock(),
                world.newEntropy()),
            setup.storage().journal(),
            ReplicaStarter::termOf);
    LOG.info(recovered(recovered.report()));
    List<Store> stores = new ArrayList<>();
    for (int i = 0; i < config.loops(); i++) {
      stores.add(setup.storage().openStore(world, i));
    }
    PeerNetwork network = network(config, world);
    NodeWorld doors =
        new NodeWorld(
            List.copyOf(world.loops()),
            world.clock(),
            network,
            world.dialer(cluster(config), SOFTWARE),
            world.newEntropy(),
            stores,
            recovered,
            LOG::info,
            cause -> setup.fatal().fatal("node", cause),
            null);
    NettyLoop first = world.loops().getFirst();
    Node node = ask(first, () -> new Node(settings(setup), doors));
    world.listen(node.peers(), node::clients);
    FigureSource figures =
        new FigureSource(node, world, network, stores, setup.storage().journal());
    ServerNode server = new ServerNode(config, world, stores, recovered, figures);
    first.post(node::start);
    return server;
  }

  private static String recovered(RecoveryReport report) {
    return LogLine.of(
        "journal-recovered",
        "segments",
        report.segments(),
        "batches",
        report.batches(),
        "records",
        report.records(),
        "tornBytes",
        report.tornBytes(),
        "damage",
        report.damage().isEmpty() ? "none" : String.join("; ", report.damage()));
  }

  private static RealConfiguration realConfiguration(NodeConfig config) {
    RealConfiguration base =
        RealConfiguration.of(
            config.dataDirectory(),
            new InetSocketAddress(config.self().host(), config.self().framePort()));
    return new RealConfiguration(
        base.directory(),
        config.loops(),
        base.readers(),
        base.listen(),
        base.transport(),
        base.wallErrorMillis(),
        base.workerQueueMax(),
        base.handshake(),
        base.peers(),
        base.clients());
  }

  private static PeerNetwork network(NodeConfig config, RealWorld world) {
    NodeIdentity identity =
        new NodeIdentity(
            cluster(config),
            config.nodeId(),
            world.newIncarnation(),
            Versions.OURS,
            NodeIdentity.DEFAULT_PAYLOAD_SIZE_MAX,
            SOFTWARE);
    PeerNetwork network = world.network(identity, new LoggedPeerEvents());
    Map<NodeId, String> addresses = new HashMap<>();
    for (var member : config.members()) {
      if (!member.id().equals(config.nodeId())) {
        addresses.put(member.id(), member.host() + ":" + member.framePort());
      }
    }
    world.loops().getFirst().post(() -> network.addressBook(addresses));
    return network;
  }

  /// What an operator should hear of peers.
  private static final class LoggedPeerEvents implements PeerEvents {
    @Override
    public void reachable(NodeId peer, boolean reachable) {
      LOG.info(LogLine.of(reachable ? "peer-reachable" : "peer-unreachable", "peer", peer));
    }

    @Override
    public void identityInUse(NodeId node, String text) {
      LOG.error(LogLine.of("identity-in-use", "node", node, "reason", text));
    }
  }

  private static UUID cluster(NodeConfig config) {
    return new UUID(CLUSTER_PREFIX, config.clusterId());
  }

  private static NodeSettings settings(NodeSetup setup) {
    NodeConfig config = setup.config();
    List<Member> members =
        config.members().stream()
            .map(
                member ->
                    new Member(
                        member.id(),
                        member.host() + ":" + member.framePort(),
                        member.host() + ":" + member.httpPort()))
            .toList();
    NodeSettings defaults = NodeSettings.defaults(config.nodeId(), cluster(config), members);
    return new NodeSettings(
        defaults.self(),
        defaults.cluster(),
        defaults.members(),
        setup.raft(),
        defaults.requestBudgetBytes(),
        defaults.housekeepingNanos(),
        defaults.entriesKept(),
        defaults.snapshotChunkBytes(),
        defaults.gatherBytes(),
        setup.storage().recentBytes(),
        setup.storage().flushBytes(),
        Math.max(defaults.dotLogBytes(), Runtime.getRuntime().maxMemory() / 8),
        setup.comparing(),
        defaults.collecting());
  }

  /// Whether requests are served, in the words of the request chain.
  public String mode() throws IOException {
    return ask(world.loops().getFirst(), node::mode);
  }

  /// The same without waiting; completes on the node's loop, which must not be kept.
  public CompletableFuture<String> modeSoon() {
    return askSoon(world.loops().getFirst(), node::mode);
  }

  public NodeConfig config() {
    return config;
  }

  /// How the node is, gathered from all its loops; from any thread. Completes on a loop, which must
  /// not be kept.
  public CompletableFuture<ServerFigures> figures() {
    return figures.gather();
  }

  private static <T> CompletableFuture<T> askSoon(Loop loop, Supplier<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    loop.post(
        () -> {
          try {
            answer.complete(question.get());
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  private static <T> T ask(Loop loop, Supplier<T> question) throws IOException {
    CompletableFuture<T> answer = askSoon(loop, question);
    try {
      return answer.get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the node", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the node does not answer: " + e.getMessage(), e);
    }
  }

  /// Stops in order: no new work, no more traffic, then the files. Bounded in time.
  @Override
  public void close() throws IOException {
    world.loops().getFirst().post(node::drain);
    ask(
        world.loops().getFirst(),
        () -> {
          node.close();
          return true;
        });
    closeStores();
    world.close();
    recovered.journal().close();
  }

  private void closeStores() throws IOException {
    for (int i = 0; i < stores.size(); i++) {
      Store store = stores.get(i);
      ask(
          world.loops().get(i),
          () -> {
            store.close();
            return true;
          });
    }
  }
}
