package dev.gamut.simulation.cluster;

import dev.gamut.base.Dot;
import dev.gamut.base.Version;
import dev.gamut.model.Condition;
import dev.gamut.model.Item;
import dev.gamut.model.Outcome;
import dev.gamut.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The conditional writes of one key of a leaderless table. Nobody hears of them but their callers;
/// but no two are of the same value, and what one supersedes follows from its condition: the one
/// live value that it names, or none.
final class Decisions {
  private final List<Asked> all = new ArrayList<>();

  /// Whether something is certain.
  enum Certainty {
    NO,
    PERHAPS,
    YES
  }

  /// A conditional write, and what its caller was told.
  static final class Asked {
    final Value value;
    final Condition condition;
    private @Nullable Version applied;
    private boolean refused;
    private String told = "nothing";

    Asked(Value value, Condition condition) {
      this.value = value;
      this.condition = condition;
    }

    void ended(Outcome outcome) {
      told = outcome.toString();
      switch (outcome) {
        case Outcome.Applied(Version version) -> applied = version;
        case Outcome.Rejected _ -> refused = true;
        case Outcome.Unknown _ -> {}
      }
    }

    void failed() {
      told = "failed";
      refused = true;
    }

    @Override
    public String toString() {
      return value + " if " + condition + ", caller was told: " + told;
    }

    private Certainty certainty() {
      Certainty open = refused ? Certainty.NO : Certainty.PERHAPS;
      return applied == null ? open : Certainty.YES;
    }
  }

  Asked ask(Value value, Condition condition) {
    Asked asked = new Asked(value, condition);
    all.add(asked);
    return asked;
  }

  /// Whether one of them may have made a sibling that is shown.
  boolean mayHaveMade(Item.Sibling sibling) {
    for (Asked asked : all) {
      if (asked.value.equals(sibling.value()) && !asked.refused) {
        return asked.applied == null || asked.applied.equals(sibling.version());
      }
    }
    return false;
  }

  /// Those that took effect, with their versions: what their callers were told.
  List<Item.Sibling> applied() {
    List<Item.Sibling> applied = new ArrayList<>();
    for (Asked asked : all) {
      if (asked.applied != null) {
        applied.add(new Item.Sibling(asked.applied, asked.value));
      }
    }
    return applied;
  }

  /// Whether one took the place of a sibling. That it named its value is less than that it named
  /// its version where a write that was tried twice is there twice.
  ///
  /// @param again whether a version is of the same write as the sibling
  /// @param twice whether that write is there twice
  Certainty supersede(Item.Sibling sibling, Predicate<Dot> again, boolean twice) {
    Certainty most = Certainty.NO;
    for (Asked asked : all) {
      Certainty of =
          switch (asked.condition) {
            case Condition.VersionIs(Version version) when version.equals(sibling.version()) ->
                asked.certainty();
            case Condition.VersionIs(Version version) when again.test(version.dot()) ->
                perhaps(asked);
            case Condition.ValueIs(Value value) when value.equals(sibling.value()) ->
                twice ? perhaps(asked) : asked.certainty();
            default -> Certainty.NO;
          };
      most = of.compareTo(most) > 0 ? of : most;
    }
    return most;
  }

  private static Certainty perhaps(Asked asked) {
    return asked.certainty() == Certainty.NO ? Certainty.NO : Certainty.PERHAPS;
  }

  /// For messages: those of a value.
  String of(Value value) {
    return all.stream().filter(asked -> asked.value.equals(value)).toList().toString();
  }

  /// Whether a delete may have been decided whose caller does not know.
  boolean mayHaveDeleted() {
    return all.stream()
        .anyMatch(each -> each.value.isTombstone() && each.certainty() == Certainty.PERHAPS);
  }
}
