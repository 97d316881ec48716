package dev.gamut.protocol.leaderless;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.Frontier;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Context;
import dev.gamut.model.Item;
import dev.gamut.model.LostValue;
import java.util.ArrayList;
import java.util.List;
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

  /// Of all that is known of a key, what a replica keeps and callers are shown. Only who applies it
  /// may drop the rest, and notes what is [#lost] by that: what replicas hand to each other, or
  /// decide, is still whole.
  public Item settle(Item known) {
    return switch (conflict) {
      case SIBLINGS -> known;
      case LAST_WRITER_WINS -> known.latest();
    };
  }

  /// The values that settling drops although no write that superseded them had seen them. A delete
  /// is no value, and another attempt at the winning write is that write.
  public List<LostValue> lost(Bytes place, Item known) {
    if (conflict == ConflictPolicy.SIBLINGS
        || known.siblings().size() < 2
        || Defect.LOSE_WITHOUT_LEDGER.isPlanted()) {
      return List.of();
    }
    Item.Sibling winner = known.latest().siblings().getFirst();
    List<LostValue> lost = new ArrayList<>();
    for (Item.Sibling sibling : known.live()) {
      boolean isWinner = sibling.dot().equals(winner.dot());
      boolean isAgain = !sibling.name().isNone() && sibling.name().equals(winner.name());
      if (!isWinner && !isAgain) {
        lost.add(new LostValue(place, sibling, winner.version()));
      }
    }
    return lost;
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
    Item after = settle(held.merge(write.item()));
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
}
