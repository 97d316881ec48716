package dev.gamut.simulation.cluster;

import dev.gamut.base.Dot;
import dev.gamut.model.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// No acknowledged value of a last-writer-wins key is lost silently: it is there, or somebody
/// replaced it who had seen it, or a conflict ledger has it.
///
/// @param plain every plain write that was made
/// @param acknowledged those of them whose callers were told
record Losses(List<Remains.Plain> plain, Set<Dot> acknowledged, Decisions decisions) {
  /// Which value is gone and in no ledger; null for none.
  ///
  /// @param noted what the ledgers of all nodes have
  @Nullable String unnoticed(String place, List<Item.Sibling> held, Set<Dot> noted) {
    List<Item.Sibling> written = new ArrayList<>();
    plain.forEach(made -> written.add(made.sibling()));
    List<Item.Sibling> told = new ArrayList<>(written);
    told.removeIf(sibling -> !acknowledged.contains(sibling.dot()));
    told.addAll(decisions.applied());
    written.addAll(decisions.applied());
    for (Item.Sibling sibling : told) {
      boolean isAccounted =
          sibling.value().isTombstone()
              || held.stream().anyMatch(each -> each.dot().equals(sibling.dot()))
              || noted.contains(sibling.dot())
              || isReplaced(sibling, written)
              || isAgain(sibling);
      if (!isAccounted) {
        return "no value is lost silently: of %s the homes hold %s; %s is gone, nobody who wrote"
                .formatted(place, held, sibling)
            + " had seen it, and no conflict ledger has it";
      }
    }
    return null;
  }

  /// Whether it was the item of somebody who wrote: of all that a writer had seen the latest.
  private boolean isReplaced(Item.Sibling sibling, List<Item.Sibling> written) {
    for (Remains.Plain made : plain) {
      boolean isHeld =
          made.superseded().covers(sibling.dot())
              && written.stream()
                  .noneMatch(
                      other ->
                          made.superseded().covers(other.dot())
                              && other.version().compareTo(sibling.version()) > 0);
      if (isHeld) {
        return true;
      }
    }
    return decisions.supersede(sibling, _ -> false, true) != Decisions.Certainty.NO;
  }

  /// Another attempt at a write is the same write.
  private boolean isAgain(Item.Sibling sibling) {
    return plain.stream()
        .map(Remains.Plain::sibling)
        .anyMatch(
            each -> !each.dot().equals(sibling.dot()) && each.value().equals(sibling.value()));
  }
}
