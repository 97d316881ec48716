package dev.gamut.bench.peer;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A system under comparison: three nodes on this machine, every acknowledged write synced, and a
/// client in this process. `put` and `get` may be called from any thread.
public interface Peer extends AutoCloseable {
  String name();

  /// Of what runs, as it says itself; after [#start()].
  String version();

  /// How clients reach it, in a sentence for whoever reads the figures.
  String setting();

  /// Starts the nodes on a fresh folder and returns when they serve.
  void start() throws IOException, InterruptedException;

  /// Completes when the write is durable; exceptionally when that is not known.
  ///
  /// @param client the logical client, from 0, so that a peer may spread them over connections
  CompletableFuture<@Nullable Void> put(int client, byte[] key, byte[] value);

  /// The value as of some moment between call and completion, null for none.
  CompletableFuture<byte @Nullable []> get(int client, byte[] key);

  /// The value that one replica holds, null for none. Not every peer is asked this.
  default CompletableFuture<byte @Nullable []> getOne(int client, byte[] key) {
    throw new UnsupportedOperationException(name() + " is not asked for reads of one replica");
  }

  /// Processor time that its node processes have used so far.
  double cpuSeconds();

  /// Its node processes whose Java code can be sampled, to say what they spend processor time on;
  /// empty when that cannot be told.
  default List<Long> javaProcesses() {
    return List.of();
  }

  /// Ends the processes it started and removes their data.
  @Override
  void close();
}
