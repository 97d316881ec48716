package dev.gamut.bench.cassandra;

import dev.gamut.bench.cassandra.CqlRequest.Consistency;
import dev.gamut.bench.peer.Folders;
import dev.gamut.bench.peer.NodeProcesses;
import dev.gamut.bench.peer.Peer;
import dev.gamut.bench.peer.PeerUnavailableException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Three Cassandra nodes on loopback that sync the commit log before they acknowledge, a table with
/// three replicas, and a client on one loop that speaks their native protocol with prepared
/// statements.
public final class CassandraPeer implements Peer {
  private static final long START_SECONDS = 180;
  private static final String KEYSPACE =
      "CREATE KEYSPACE IF NOT EXISTS bench WITH replication ="
          + " {'class': 'SimpleStrategy', 'replication_factor': 3}";

  /// Values do not compress, and a read asks as many replicas as it needs.
  private static final String TABLE =
      "CREATE TABLE IF NOT EXISTS bench.items (k blob PRIMARY KEY, v blob)"
          + " WITH compression = {'enabled': false} AND speculative_retry = 'NEVER'";

  private static final String PUT = "INSERT INTO bench.items (k, v) VALUES (?, ?)";
  private static final String GET = "SELECT v FROM bench.items WHERE k = ?";

  /// A connection with its own ids of both statements.
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
  private record Session(CqlConnection connection, byte[] put, byte[] get) {}

  private final CassandraSettings settings;
  private final Consumer<String> progress;
  private final NodeProcesses nodes = new NodeProcesses();
  private final List<Session> sessions = new ArrayList<>();
  private @Nullable EventLoopGroup loop;

  public CassandraPeer(CassandraSettings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
  }

  @Override
  public String name() {
    return "cassandra";
  }

  @Override
  public String version() {
    return CassandraInstall.VERSION;
  }

  @Override
  public String setting() {
    return "three nodes, commitlog_sync batch, 1 token and a heap of %d MiB each; 3 replicas, reads"
            .formatted(settings.heapMebibytes())
        + " and writes at QUORUM; its native protocol, prepared statements, connections to "
        + (settings.spread() ? "each node: " : "one node: ")
        + settings.channels();
  }

  @Override
  public void start() throws IOException, InterruptedException {
    Path java = Java17.find();
    Path jars = new CassandraInstall(settings.cache(), progress).find();
    CassandraNode.Ports ports = freePorts();
    for (int i = 0; i < CassandraNode.COUNT; i++) {
      CassandraNode node = new CassandraNode(i, settings.folder().resolve("cassandra" + i), ports);
      node.prepare();
      nodes.start(node.command(java, jars, settings.heapMebibytes()), Map.of(), node.log());
    }
    var handlers = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    loop = new MultiThreadIoEventLoopGroup(1, handlers);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    for (int i = 0; i < CassandraNode.COUNT; i++) {
      int number = i;
      untilDone(deadline, () -> once(number, ports, ready -> ready));
    }
    untilDone(deadline, () -> once(0, ports, first -> ask(first, new CqlRequest.Query(KEYSPACE))));
    untilDone(deadline, () -> once(0, ports, first -> ask(first, new CqlRequest.Query(TABLE))));
    for (int i = 0; i < CassandraNode.COUNT; i++) {
      int number = i;
      untilDone(deadline, () -> once(number, ports, each -> writeToAll(prepare(each))));
    }
    int asked = settings.spread() ? CassandraNode.COUNT : 1;
    for (int i = 0; i < settings.channels() * asked; i++) {
      sessions.add(prepare(connect(loop, i % asked, ports.client())));
    }
  }

  /// Two ports that are free at all three addresses.
  private static CassandraNode.Ports freePorts() throws IOException {
    TreeSet<Integer> free = new TreeSet<>();
    for (int attempt = 0; attempt < 100; attempt++) {
      try (ServerSocket first = bind(0, 0)) {
        int port = first.getLocalPort();
        try (ServerSocket _ = bind(1, port);
            ServerSocket _ = bind(2, port)) {
          free.add(port);
        } catch (BindException _) {
          // Somebody else's at one of the others, or there is no such address.
        }
      }
      if (free.size() == 2) {
        return new CassandraNode.Ports(free.first(), free.last());
      }
    }
    throw new PeerUnavailableException(
        "Cassandra's nodes need an address each, and 127.0.0.2 and 127.0.0.3 are not to be had. On"
            + " macOS: sudo ifconfig lo0 alias 127.0.0.2, and the same for 127.0.0.3.");
  }

  private static ServerSocket bind(int number, int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getByName(CassandraNode.address(number)));
  }

  /// Something that fails as long as the nodes are not ready for it.
  private interface Step<T> {
    T attempt() throws IOException, InterruptedException;
  }

  /// What is asked on a connection.
  private interface Use<T> {
    T of(CqlConnection connection) throws IOException, InterruptedException;
  }

  /// On a connection of its own: a node that is starting may close one.
  private <T> T once(int number, CassandraNode.Ports ports, Use<T> use)
      throws IOException, InterruptedException {
    CqlConnection connection = connect(loop, number, ports.client());
    try {
      return use.of(connection);
    } finally {
      connection.close();
    }
  }

  private <T> T untilDone(long deadline, Step<T> step) throws IOException, InterruptedException {
    while (true) {
      try {
        return step.attempt();
      } catch (IOException notYet) {
        if (nodes.ended().isPresent()) {
          throw new PeerUnavailableException(
              "a Cassandra node ended while starting: " + lastWords(), notYet);
        }
        if (System.nanoTime() - deadline >= 0) {
          throw new PeerUnavailableException(
              "Cassandra did not serve after " + START_SECONDS + " s: " + notYet.getMessage(),
              notYet);
        }
        Thread.sleep(250);
      }
    }
  }

  /// The last errors in the nodes' logs, which go with the folder.
  private String lastWords() throws IOException {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < CassandraNode.COUNT; i++) {
      Path log = settings.folder().resolve("cassandra" + i).resolve("log");
      Files.readAllLines(log, StandardCharsets.UTF_8).stream()
          .filter(line -> line.contains("ERROR") || line.contains("Error:"))
          .reduce((_, last) -> last)
          .ifPresent(words::add);
    }
    return String.join("; ", words.stream().distinct().toList());
  }

  private static CqlConnection connect(@Nullable EventLoopGroup loop, int number, int port)
      throws IOException, InterruptedException {
    CqlConnection connection =
        CqlConnection.open(Objects.requireNonNull(loop), CassandraNode.address(number), port);
    ask(connection, new CqlRequest.Startup());
    return connection;
  }

  private static Session prepare(CqlConnection connection)
      throws IOException, InterruptedException {
    return new Session(connection, statement(connection, PUT), statement(connection, GET));
  }

  private static byte[] statement(CqlConnection connection, String cql)
      throws IOException, InterruptedException {
    if (ask(connection, new CqlRequest.Prepare(cql)) instanceof CqlAnswer.Prepared(var statement)) {
      return statement;
    }
    throw new IOException("not prepared: " + cql);
  }

  /// Succeeds once this node has heard of all three, and they of the table.
  private static CqlAnswer writeToAll(Session session) throws IOException, InterruptedException {
    byte[] probe = "probe".getBytes(StandardCharsets.US_ASCII);
    return ask(
        session.connection(),
        new CqlRequest.Execute(session.put(), Consistency.ALL, List.of(probe, probe)));
  }

  private static CqlAnswer ask(CqlConnection connection, CqlRequest request)
      throws IOException, InterruptedException {
    try {
      return connection
          .send(request)
          .orTimeout(10, TimeUnit.SECONDS)
          .thenApply(CassandraPeer::accepted)
          .join();
    } catch (CompletionException failure) {
      throw new IOException(String.valueOf(failure.getMessage()), failure);
    }
  }

  private static CqlAnswer accepted(CqlAnswer answer) {
    if (answer instanceof CqlAnswer.Refused(int code, String message)) {
      throw new IllegalStateException("refused with code 0x%04x: %s".formatted(code, message));
    }
    return answer;
  }

  @Override
  public CompletableFuture<@Nullable Void> put(int client, byte[] key, byte[] value) {
    Session session = session(client);
    return session
        .connection()
        .send(new CqlRequest.Execute(session.put(), Consistency.QUORUM, List.of(key, value)))
        .thenApply(
            answer -> {
              accepted(answer);
              return null;
            });
  }

  @Override
  public CompletableFuture<byte @Nullable []> get(int client, byte[] key) {
    return get(client, key, Consistency.QUORUM);
  }

  @Override
  public CompletableFuture<byte @Nullable []> getOne(int client, byte[] key) {
    return get(client, key, Consistency.ONE);
  }

  private CompletableFuture<byte @Nullable []> get(
      int client, byte[] key, Consistency consistency) {
    Session session = session(client);
    return session
        .connection()
        .send(new CqlRequest.Execute(session.get(), consistency, List.of(key)))
        .thenApply(answer -> accepted(answer) instanceof CqlAnswer.Row(var value) ? value : null);
  }

  private Session session(int client) {
    return sessions.get(client % sessions.size());
  }

  @Override
  public double cpuSeconds() {
    return nodes.cpuSeconds();
  }

  @Override
  public void close() {
    sessions.forEach(session -> session.connection().close());
    if (loop != null) {
      var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
    nodes.close();
    Folders.delete(settings.folder());
  }
}
