package dev.gamut.cli.data;

import dev.gamut.base.Bytes;
import dev.gamut.bench.client.TcpClient;
import dev.gamut.cli.OutputOptions;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Key;
import dev.gamut.model.Outcome;
import dev.gamut.model.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Writes documents in batches, a few of which are under way at a time.
final class ImportRun {
  private static final int BATCH = 500;
  private static final int UNDER_WAY = 4;
  private static final int REPORT_EVERY = 20_000;

  private final TcpClient client;
  private final String table;
  private final long timeoutNanos;
  private final OutputOptions output;
  private final long begun = System.nanoTime();
  private final Deque<CompletableFuture<Reply>> underWay = new ArrayDeque<>();
  private List<Call.Entry> batch = new ArrayList<>();
  private long written;

  ImportRun(TcpClient client, String table, long timeoutNanos, OutputOptions output) {
    this.client = client;
    this.table = table;
    this.timeoutNanos = timeoutNanos;
    this.output = output;
  }

  void add(String key, String sort, String document) throws InterruptedException {
    Key place = new Key(Bytes.utf8(key), Bytes.utf8(sort));
    batch.add(Call.Entry.of(place, Value.document(document)));
    if (batch.size() == BATCH) {
      send();
    }
  }

  private void send() throws InterruptedException {
    if (underWay.size() == UNDER_WAY) {
      settle(underWay.removeFirst());
    }
    underWay.addLast(client.submit(new Call.PutMany(table, batch, timeoutNanos)));
    batch = new ArrayList<>();
  }

  void finish() throws InterruptedException {
    if (!batch.isEmpty()) {
      send();
    }
    while (!underWay.isEmpty()) {
      settle(underWay.removeFirst());
    }
  }

  /// The first that was not written ends the import; what came before it stays.
  private void settle(CompletableFuture<Reply> answer) throws InterruptedException {
    Reply reply = join(answer);
    if (!(reply instanceof Reply.Many(List<Reply> replies))) {
      throw Replies.unexpected(reply);
    }
    for (Reply one : replies) {
      if (!(one instanceof Reply.Written(Outcome.Applied _, _))) {
        throw Replies.unexpected(one);
      }
      written++;
      if (written % REPORT_EVERY == 0) {
        output.progress(written + " written");
      }
    }
  }

  private static Reply join(CompletableFuture<Reply> answer) throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException broken) {
      throw new IllegalStateException("the client broke", broken.getCause());
    }
  }

  long written() {
    return written;
  }

  double seconds() {
    return Math.max(1e-9, (System.nanoTime() - begun) / 1e9);
  }
}
