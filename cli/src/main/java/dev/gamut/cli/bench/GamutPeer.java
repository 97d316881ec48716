package dev.gamut.cli.bench;

import dev.gamut.base.Bytes;
import dev.gamut.bench.client.TcpClient;
import dev.gamut.bench.peer.Folders;
import dev.gamut.bench.peer.Peer;
import dev.gamut.cli.local.ScratchCluster;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.ReadTerms;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Condition;
import dev.gamut.model.Item;
import dev.gamut.model.Key;
import dev.gamut.model.Level;
import dev.gamut.model.Outcome;
import dev.gamut.model.Quorums;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableSpec;
import dev.gamut.model.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Three Gamut nodes with their defaults, one table, and one client on one loop.
final class GamutPeer implements Peer {
  static final String TABLE = "bench";
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final Path folder;
  private final TableSpec table;
  private @Nullable ScratchCluster cluster;
  private @Nullable TcpClient client;

  /// @param table of the name that this class gives it
  GamutPeer(Path folder, TableSpec table) {
    this.folder = folder;
    this.table = table;
  }

  @Override
  public String name() {
    return "gamut";
  }

  @Override
  public String version() {
    String version = GamutPeer.class.getPackage().getImplementationVersion();
    return version == null ? "from sources" : version;
  }

  @Override
  public String setting() {
    int partitions = table.partitionCount();
    Quorums quorums = table.quorums();
    return "three nodes, every write synced, defaults; a %s table of %d %s%s, one client"
        .formatted(
            table.strategy().label(),
            partitions,
            partitions == 1 ? "partition" : "partitions",
            table.strategy() == StrategyKind.LEADERLESS
                ? ", N=%d R=%d W=%d, %s"
                    .formatted(
                        table.replicaCount(),
                        quorums.read(),
                        quorums.write(),
                        quorums.conflict().label())
                : "");
  }

  @Override
  public void start() throws IOException, InterruptedException {
    cluster = ScratchCluster.start(folder);
    client = cluster.connect();
    Reply reply = client.ask(new Call.CreateTable(table, TIMEOUT_NANOS));
    if (!(reply instanceof Reply.Changed)) {
      throw new IOException("the table for the comparison was not created: " + reply);
    }
  }

  private TcpClient client() {
    TcpClient open = client;
    if (open == null) {
      throw new IllegalStateException("not started");
    }
    return open;
  }

  @Override
  public CompletableFuture<@Nullable Void> put(int number, byte[] key, byte[] value) {
    Call.Put put =
        new Call.Put(
            TABLE,
            Key.of(Bytes.wrap(key)),
            Value.bytes(Bytes.wrap(value)),
            new Condition.Always(),
            TIMEOUT_NANOS);
    return client().submit(put).thenApply(GamutPeer::requireApplied);
  }

  private static @Nullable Void requireApplied(Reply reply) {
    if (reply instanceof Reply.Written(Outcome.Applied _, _)) {
      return null;
    }
    throw new IllegalStateException("not applied: " + reply);
  }

  @Override
  public CompletableFuture<byte @Nullable []> get(int number, byte[] key) {
    return get(key, ReadTerms.within(TIMEOUT_NANOS));
  }

  @Override
  public CompletableFuture<byte @Nullable []> getOne(int number, byte[] key) {
    return get(key, new ReadTerms(Level.OF_TABLE, false, 1, TIMEOUT_NANOS));
  }

  private CompletableFuture<byte @Nullable []> get(byte[] key, ReadTerms terms) {
    Call.Get get = new Call.Get(TABLE, Key.of(Bytes.wrap(key)), terms);
    return client().submit(get).thenApply(GamutPeer::value);
  }

  private static byte @Nullable [] value(Reply reply) {
    if (reply instanceof Reply.Read(Item item, _)) {
      return item == null ? null : item.single().value().bytes().toByteArray();
    }
    throw new IllegalStateException("not read: " + reply);
  }

  @Override
  public double cpuSeconds() {
    ScratchCluster running = cluster;
    return running == null ? 0 : running.cpuSeconds();
  }

  @Override
  public List<Long> javaProcesses() {
    ScratchCluster running = cluster;
    return running == null ? List.of() : running.processes();
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
    if (cluster != null) {
      cluster.close();
    }
    Folders.delete(folder);
  }
}
