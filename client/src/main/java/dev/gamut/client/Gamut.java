package dev.gamut.client;

import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.ClientConfig;
import dev.gamut.client.core.ClientCore;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Catalog;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.TableSpec;
import dev.gamut.world.ClientWorld;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/// A client of a Gamut cluster, for use by any number of threads. One is enough for a program: it
/// keeps one connection to each node, and gathers the requests of many threads into few frames.
///
/// ```java
/// try (Gamut gamut = Gamut.connect("localhost:7400")) {
///   Table carts = gamut.table("carts");
///   carts.put("alice", "3 apples");
///   carts.get("alice").text().ifPresent(System.out::println);
/// }
/// ```
public final class Gamut implements AutoCloseable {
  private static final Duration CHANGE_DEADLINE = Duration.ofSeconds(15);

  private final ClientWorld world;
  private final ClientCore core;
  private final Mailbox mailbox;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  /// Counted down when the core does nothing more.
  private final CountDownLatch ended = new CountDownLatch(1);

  private Gamut(ClientConfig config, ClientWorld world) {
    this.world = world;
    core = new ClientCore(world.loop(), world.clock(), world.entropy(), world.dialer(), config);
    mailbox = new Mailbox(world.loop(), core);
    world.alarm().whenBroken(this::broken);
  }

  private void broken(Throwable cause) {
    mailbox.broken(cause);
    ended.countDown();
  }

  /// Connects to a cluster through any of these nodes, `host:port`. Returns at once: whether a node
  /// can be reached is found out by the first call.
  public static Gamut connect(String... addresses) {
    return connect(ClientConfig.of(List.of(addresses)));
  }

  public static Gamut connect(ClientConfig config) {
    ClientWorld.Provider provider =
        ServiceLoader.load(ClientWorld.Provider.class, Gamut.class.getClassLoader())
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "no connection to the real world is on the class path; add gamut-real"));
    return connect(config, provider.open());
  }

  /// Connects through a world of the caller's, which is closed with the client.
  public static Gamut connect(ClientConfig config, ClientWorld world) {
    return new Gamut(config, world);
  }

  /// Runs one node inside this program, in memory: a whole database for a test or a tool, there in
  /// a fraction of a second.
  public static EmbeddedCluster embedded() {
    return embedded(EmbeddedConfig.inMemory());
  }

  /// Runs nodes inside this program; returns when they serve. Needs `gamut-server` on the class
  /// path. Throws [java.io.UncheckedIOException] when a port or a folder cannot be had.
  ///
  /// ```java
  /// try (EmbeddedCluster cluster = Gamut.embedded(EmbeddedConfig.inMemory().withNodes(3))) {
  ///   Gamut gamut = cluster.client();
  /// }
  /// ```
  public static EmbeddedCluster embedded(EmbeddedConfig config) {
    return ServiceLoader.load(EmbeddedCluster.Provider.class, Gamut.class.getClassLoader())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "there are no nodes on the class path to embed; add gamut-server"))
        .start(config);
  }

  /// A table by its name. Costs nothing; keep it or ask again.
  public Table table(String name) {
    return new Table(this, name);
  }

  /// All tables, by name.
  public List<TableSpec> tables() {
    return catalog().tables().values().stream().map(dev.gamut.model.Table::spec).toList();
  }

  /// Everything the cluster agrees on, as one of its nodes knows it now.
  public Catalog catalog() {
    return Results.catalog(call(new Call.GetCatalog(CHANGE_DEADLINE.toNanos())));
  }

  /// Creates a table; when this returns, it can be used. Throws
  /// [GamutException.TableExistsException] when there is one of its name.
  public Table createTable(TableSpec spec) {
    Results.changed(call(new Call.CreateTable(spec, CHANGE_DEADLINE.toNanos())));
    return table(spec.name());
  }

  /// Drops a table with all that is in it.
  public void dropTable(String name) {
    Results.changed(call(new Call.DropTable(name, CHANGE_DEADLINE.toNanos())));
  }

  /// Begins to take a replica of a leaderless table's partition to a node that has none, while
  /// reads and writes go on; [#catalog] tells when it has ended. Repeated it does no harm. Throws
  /// [GamutException] when it cannot be: another replica of the partition is under way, say.
  ///
  /// @param lost whether the node that it is taken from will never come back with what it had: it
  ///   is not waited for then, and what only it had is lost
  public void moveReplica(PartitionId partition, NodeId from, NodeId to, boolean lost) {
    Results.changed(
        call(new Call.MoveReplica(partition, from, to, lost, CHANGE_DEADLINE.toNanos())));
  }

  /// Writes off what a node's replica of a leaderless table's partition has, and begins to rebuild
  /// it there from what the other replicas have; [#catalog] tells when it has ended. Throws
  /// [GamutException] when it cannot be, or when something that was acknowledged might be lost by
  /// it, unless that is accepted.
  ///
  /// @param partition as the catalog describes it: if the replica has been written off since,
  ///   nothing happens
  /// @param forced whether it is done even when what was acknowledged may be lost by it
  public void rebuildReplica(PartitionDescriptor partition, NodeId node, boolean forced) {
    long origin = partition.originOf(node);
    Results.changed(
        call(
            new Call.RebuildReplica(
                partition.id(), node, origin, forced, CHANGE_DEADLINE.toNanos())));
  }

  /// How each node is, or why it did not say.
  public List<Reply.MemberStatus> status() {
    return Results.statuses(call(new Call.GetStatus(ReadOptions.DEFAULT.deadline().toNanos())));
  }

  /// The values of a last-writer-wins table that lost to concurrent writes, those found last, while
  /// its replicas keep them: a day, or less when there are too many. Nothing else remembers them; a
  /// put of [Reply.Conflict#lost] brings one back. Throws [GamutException] when no table of that
  /// name has a conflict ledger.
  ///
  /// @param countMax conflicts at most
  public Reply.Conflicts conflicts(String table, int countMax) {
    long timeout = ReadOptions.DEFAULT.deadline().toNanos();
    return Results.conflicts(call(new Call.GetConflicts(table, null, countMax, timeout)));
  }

  /// Carries out a call of the core and waits for its reply.
  public Reply call(Call call) {
    if (world.loop().isCurrent()) {
      throw new IllegalStateException(
          "a call that blocks was made on the client's own thread, which would wait for itself;"
              + " use the future's …Async methods");
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new GamutException.InterruptedCallException("not sent: this thread was interrupted");
    }
    BlockingCall submission = new BlockingCall(call);
    mailbox.submit(submission);
    return submission.await();
  }

  /// Carries out a call of the core without waiting.
  public CompletableFuture<Reply> send(Call call) {
    return send(call, reply -> reply);
  }

  <T> CompletableFuture<T> send(Call call, Function<Reply, T> result) {
    AsyncCall<T> submission = new AsyncCall<>(call, result);
    mailbox.submit(submission);
    return submission.future;
  }

  /// Ends all connections. Calls under way end first: as unknown when they may have taken effect.
  @Override
  public void close() {
    if (isClosed.getAndSet(true)) {
      return;
    }
    mailbox.close();
    world
        .loop()
        .post(
            () -> {
              core.close();
              ended.countDown();
            });
    boolean isInterrupted = false;
    while (ended.getCount() > 0) {
      try {
        ended.await();
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    closeWorld();
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeWorld() {
    try {
      world.resources().close();
    } catch (Exception e) {
      throw new IllegalStateException("the client's resources could not be closed", e);
    }
  }
}
