package dev.gamut.client;

import dev.gamut.base.Bytes;
import dev.gamut.client.core.Reply;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One page of a scan.
public final class Page {
  private final List<Reply.Row> rows;
  private final @Nullable Bytes resume;

  Page(List<Reply.Row> rows, @Nullable Bytes resume) {
    this.rows = rows;
    this.resume = resume;
  }

  /// In the order of the table: of keys when it is partitioned by range, of their tokens otherwise.
  public List<Reply.Row> rows() {
    return rows;
  }

  /// What the next page is asked with; empty when this was the last. Good for any client, and as
  /// long as the table lives.
  public Optional<Bytes> resume() {
    return Optional.ofNullable(resume);
  }
}
