package dev.gamut.server.door;

import dev.gamut.client.Gamut;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.ClientConfig;
import dev.gamut.client.core.ReadTerms;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Item;
import dev.gamut.model.Key;
import dev.gamut.model.Level;
import dev.gamut.real.RealClientWorld;
import dev.gamut.server.config.Member;
import dev.gamut.server.config.NodeConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// The doors' own client of the cluster, in the node that has the doors: it follows leaders, and
/// tells what became of a write, as every client does. Nothing here blocks.
public final class DoorClient implements AutoCloseable {
  public static final long TIMEOUT_NANOS_DEFAULT = TimeUnit.SECONDS.toNanos(5);
  public static final long CHANGE_TIMEOUT_NANOS_DEFAULT = TimeUnit.SECONDS.toNanos(15);
  public static final long TIMEOUT_NANOS_MAX = TimeUnit.SECONDS.toNanos(300);

  /// Values of one batch of reads; what comes on top is not read.
  public static final int BATCH_READ_SIZE_MAX = 4 << 20;

  private static final int READ_AT_ONCE = 16;
  private static final long IN_FLIGHT_BYTES_MAX = 8 << 20;
  private static final long PENDING_BYTES_MAX = 64 << 20;

  private final Gamut gamut;

  private DoorClient(Gamut gamut) {
    this.gamut = gamut;
  }

  /// This node is asked first, and the others when it does not answer.
  public static DoorClient open(NodeConfig config) {
    List<String> seeds = new ArrayList<>();
    seeds.add(address(config.self()));
    config.members().stream()
        .filter(member -> !member.equals(config.self()))
        .forEach(member -> seeds.add(address(member)));
    ClientConfig client =
        ClientConfig.of(seeds)
            .withLimits(new ClientConfig.LimitConfig(IN_FLIGHT_BYTES_MAX, PENDING_BYTES_MAX));
    return new DoorClient(
        Gamut.connect(client, RealClientWorld.open(NodeConfig.clusterUuid(config.clusterId()))));
  }

  private static String address(Member member) {
    return member.host() + ":" + member.framePort();
  }

  /// What a read asks for.
  ///
  /// @param level as people write it; empty for what the table gives
  public static ReadTerms terms(String level, long timeoutNanos) {
    try {
      Level asked = level.isEmpty() ? Level.OF_TABLE : Level.parse(level);
      return new ReadTerms(asked, false, timeoutNanos);
    } catch (IllegalArgumentException e) {
      throw DoorException.invalid(String.valueOf(e.getMessage()));
    }
  }

  /// Carries out a call; the future completes on the client's own thread, which must not be kept.
  public CompletableFuture<Reply> ask(Call call) {
    return gamut.send(call);
  }

  /// Reads items a few at a time, so that an answer never grows beyond its bound: an item that no
  /// longer fits is answered with a refusal, in its place, and can be asked for again.
  public CompletableFuture<Reply> readMany(Call.GetMany all) {
    if (all.keys().size() <= READ_AT_ONCE) {
      return ask(all);
    }
    long deadline = System.nanoTime() + all.timeoutNanos();
    return new ReadRun(all, deadline).next();
  }

  private final class ReadRun {
    private final Call.GetMany all;
    private final long deadlineNanos;
    private final List<Reply> replies = new ArrayList<>();
    private long size;

    ReadRun(Call.GetMany all, long deadlineNanos) {
      this.all = all;
      this.deadlineNanos = deadlineNanos;
    }

    CompletableFuture<Reply> next() {
      int from = replies.size();
      List<Key> keys = all.keys();
      if (from == keys.size()) {
        return CompletableFuture.completedFuture(new Reply.Many(replies));
      }
      if (size > BATCH_READ_SIZE_MAX) {
        while (replies.size() < keys.size()) {
          replies.add(Doors.batchFull());
        }
        return CompletableFuture.completedFuture(new Reply.Many(replies));
      }
      List<Key> part = keys.subList(from, Math.min(keys.size(), from + READ_AT_ONCE));
      long left = Math.max(1, deadlineNanos - System.nanoTime());
      ReadTerms terms = new ReadTerms(all.terms().level(), false, left);
      return ask(new Call.GetMany(all.table(), part, terms)).thenCompose(this::take);
    }

    private CompletableFuture<Reply> take(Reply reply) {
      if (!(reply instanceof Reply.Many(List<Reply> part))) {
        return CompletableFuture.completedFuture(reply);
      }
      for (Reply one : part) {
        replies.add(one);
        size += one instanceof Reply.Read(Item item, _) && item != null ? size(item) : 0;
      }
      return next();
    }

    private static long size(Item item) {
      long size = 0;
      for (Item.Sibling sibling : item.siblings()) {
        size += sibling.value().bytes().length();
      }
      return size;
    }
  }

  @Override
  public void close() {
    gamut.close();
  }
}
