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
import dev.gamut.model.Outcome;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableSpec;
import dev.gamut.model.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Three Gamut nodes with their defaults, a consensus table, and one client on one loop.
final class GamutPeer implements Peer {
  private static final String TABLE = "bench";
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final Path folder;
  private final int partitions;
  private @Nullable ScratchCluster cluster;
  private @Nullable TcpClient client;

  GamutPeer(Path folder, int partitions) {
    this.folder = folder;
    this.partitions = partitions;
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
    return "three nodes, every write synced, defaults; a consensus table of "
        + partitions
        + (partitions == 1 ? " partition" : " partitions")
        + ", one client";
  }

  @Override
  public void start() throws IOException, InterruptedException {
    cluster = ScratchCluster.start(folder);
    client = cluster.connect();
    TableSpec spec =
        new TableSpec(TABLE, StrategyKind.CONSENSUS, PartitionBy.HASH, partitions, 3, List.of());
    Reply reply = client.ask(new Call.CreateTable(spec, TIMEOUT_NANOS));
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
    Call.Get get = new Call.Get(TABLE, Key.of(Bytes.wrap(key)), ReadTerms.within(TIMEOUT_NANOS));
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
