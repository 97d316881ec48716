package dev.gamut.protocol.leaderless;

import dev.gamut.base.Defect;
import dev.gamut.base.Frontier;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Context;
import dev.gamut.model.Item;
import org.jspecify.annotations.Nullable;

/// What becomes of an item: functions of what is held and what comes, the same on every replica.
/// Items are in their filled form, with all that was seen of the key in the context.
///
/// @param home whether everything below what this replica has seen is known here; a fallback
///   forgets what every home has, and so its items keep their whole contexts
/// @param siblingsMax values of one key beyond which a write that supersedes none is not applied
public record ItemRules(ConflictPolicy conflict, int siblingsMax, boolean home) {
  /// Of what was seen, what an item need not say again: whatever of its key lies there and is no
  /// sibling is superseded.
  public Frontier known(Frontier seen) {
    return home || Defect.SHOW_FORGOTTEN_AS_SUPERSEDED.isPlanted() ? seen.bases() : Frontier.EMPTY;
  }

  boolean keepsSiblings() {
    return conflict == ConflictPolicy.SIBLINGS;
  }

  /// What is known when both are.
  public Item merge(Item held, Item other) {
    Item merged = held.merge(other);
    return switch (conflict) {
      case SIBLINGS -> merged;
      case LAST_WRITER_WINS -> merged.latest();
    };
  }

  /// The write that a minted record is, now that it is known what its coordinator holds; null when
  /// the key has too many siblings to take it.
  public @Nullable Write mint(LogRecord.Mint mint, Item held) {
    Context context = mint.context();
    Frontier superseded =
        switch (conflict) {
          case SIBLINGS -> context != null ? context.seen() : unsaid(mint, held);
          // Never more than its coordinator holds: whatever else its caller may have seen is
          // settled by the stamps, which every replica compares alike.
          case LAST_WRITER_WINS -> held.seen();
        };
    Write write = new Write(mint.place(), mint.sibling(), superseded);
    Item after = merge(held, write.item());
    boolean tooMany = after.live().size() > Math.max(siblingsMax, held.live().size());
    boolean tooLarge =
        after.live().size() > 1
            && after.sizeBytes() > Math.max(Item.SIBLING_BYTES_MAX, held.sizeBytes());
    return tooMany || tooLarge ? null : write;
  }

  /// Who puts without saying what it saw may have seen nothing; who deletes wants gone what is
  /// there.
  private static Frontier unsaid(LogRecord.Mint mint, Item held) {
    return mint.sibling().value().isTombstone() ? held.seen() : Frontier.EMPTY;
  }

  public Item take(Item held, Write write) {
    return merge(held, write.item());
  }
}
