package dev.gamut.cli.data;

import dev.gamut.base.Bytes;
import dev.gamut.bench.client.TcpClient;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Failure;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Key;
import dev.gamut.model.Limits;
import dev.gamut.model.Outcome;
import dev.gamut.model.Value;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes lines as documents in batches, a few of which are under way at a time. A line that cannot
/// be written is said with its number, and kept with the other rejects.
final class ImportRun {
  private static final int BATCH = 500;
  private static final int BATCH_BYTES = 4 << 20;
  private static final int UNDER_WAY = 8;
  private static final int SAID_MAX = 10;

  private final TcpClient client;
  private final Plan plan;
  private final Rejects rejects;
  private final Consumer<String> say;
  private final long begun = System.nanoTime();
  private final Deque<UnderWay> underWay = new ArrayDeque<>();
  private List<Line> batch = new ArrayList<>();
  private long batchBytes;
  private long written;
  private long unknown;
  private long lines;

  /// What is written where.
  record Plan(String table, String keyField, @Nullable String sortField, long timeoutNanos) {}

  private record Line(long number, Key key, Bytes text) {}

  private record UnderWay(List<Line> lines, CompletableFuture<Reply> answer) {}

  ImportRun(TcpClient client, Plan plan, Rejects rejects, Consumer<String> say) {
    this.client = client;
    this.plan = plan;
    this.rejects = rejects;
    this.say = say;
  }

  /// Takes the next line.
  void add(Bytes text) throws IOException, InterruptedException {
    lines++;
    if (isBlank(text)) {
      return;
    }
    Documents.Keyed keyed = Documents.keyOf(text, plan.keyField(), plan.sortField());
    String name = keyed.key();
    if (name == null) {
      reject(lines, text, keyed.trouble());
      return;
    }
    String sort = keyed.sort();
    Key key = new Key(Bytes.utf8(name), sort == null ? Bytes.EMPTY : Bytes.utf8(sort));
    if (key.size() > Limits.KEY_SIZE_MAX || text.length() > Limits.VALUE_SIZE_MAX) {
      boolean isKey = key.size() > Limits.KEY_SIZE_MAX;
      reject(
          lines,
          text,
          "its %s has %,d bytes%s, and %,d is the limit"
              .formatted(
                  isKey ? "key" : "value",
                  isKey ? key.size() : text.length(),
                  text.length() >= Lines.SIZE_MAX ? " or more" : "",
                  isKey ? Limits.KEY_SIZE_MAX : Limits.VALUE_SIZE_MAX));
      return;
    }
    batch.add(new Line(lines, key, text));
    batchBytes += text.length();
    if (batch.size() == BATCH || batchBytes > BATCH_BYTES) {
      send();
    }
  }

  private static boolean isBlank(Bytes line) {
    for (int i = 0; i < line.length(); i++) {
      if (line.get(i) != ' ' && line.get(i) != '\r' && line.get(i) != '\t') {
        return false;
      }
    }
    return true;
  }

  private void send() throws IOException, InterruptedException {
    if (underWay.size() == UNDER_WAY) {
      settle(underWay.removeFirst());
    }
    List<Call.Entry> entries =
        batch.stream()
            .map(line -> Call.Entry.of(line.key(), new Value(Value.Kind.DOCUMENT, line.text())))
            .toList();
    Call.PutMany put = new Call.PutMany(plan.table(), entries, plan.timeoutNanos());
    underWay.addLast(new UnderWay(batch, client.submit(put)));
    batch = new ArrayList<>();
    batchBytes = 0;
  }

  /// Waits until every line taken so far is answered for.
  void finish() throws IOException, InterruptedException {
    if (!batch.isEmpty()) {
      send();
    }
    while (!underWay.isEmpty()) {
      settle(underWay.removeFirst());
    }
  }

  private void settle(UnderWay sent) throws IOException, InterruptedException {
    Reply reply = join(sent.answer());
    if (!(reply instanceof Reply.Many(List<Reply> replies))) {
      throw Replies.unexpected(reply);
    }
    for (int i = 0; i < replies.size(); i++) {
      settle(sent.lines().get(i), replies.get(i));
    }
  }

  /// A failure that further lines would meet as well ends the import; what came before it stays.
  private void settle(Line line, Reply reply) throws IOException {
    switch (reply) {
      case Reply.Written(Outcome.Applied _, _) -> written++;
      case Reply.Written(Outcome.Unknown(Outcome.Cause cause), _) -> {
        unknown++;
        reject(line.number(), line.text(), "perhaps written: " + Replies.words(cause));
      }
      case Reply.Failed(Failure failure) when failure.reason() == Failure.Reason.LIMIT ->
          reject(line.number(), line.text(), failure.message());
      default -> throw Replies.unexpected(reply);
    }
  }

  private void reject(long number, Bytes text, String reason) throws IOException {
    rejects.add(text);
    if (rejects.count() <= SAID_MAX) {
      say.accept("line " + number + ": " + reason);
    } else if (rejects.count() == SAID_MAX + 1) {
      say.accept("more lines are rejected, and not shown one by one");
    }
  }

  private static Reply join(CompletableFuture<Reply> answer) throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException broken) {
      throw new IllegalStateException("the client broke", broken.getCause());
    }
  }

  long lines() {
    return lines;
  }

  long written() {
    return written;
  }

  /// Of those among the rejects.
  long unknown() {
    return unknown;
  }

  double seconds() {
    return Math.max(1e-9, (System.nanoTime() - begun) / 1e9);
  }

  /// A bar, if the end is known, the count and the rate.
  String progress(double share) {
    String bar = "";
    if (share >= 0) {
      int full = (int) (share * 20);
      bar = "[%s%s] %3.0f %%  ".formatted("#".repeat(full), "-".repeat(20 - full), share * 100);
    }
    return bar + "%,d records, %,.0f/s".formatted(written, written / seconds());
  }
}
