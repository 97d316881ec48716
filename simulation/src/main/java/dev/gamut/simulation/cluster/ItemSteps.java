package dev.gamut.simulation.cluster;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.Version;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.ReadTerms;
import dev.gamut.model.Condition;
import dev.gamut.model.Item;
import dev.gamut.model.Key;
import dev.gamut.model.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Draws operations on one item, in the words of the checker's `item` model and as calls.
final class ItemSteps {
  static final Seen NOTHING = new Seen(null, Version.NONE);

  private final Load load;
  private final Entropy entropy;

  ItemSteps(Load load, Entropy entropy) {
    this.load = load;
    this.entropy = entropy;
  }

  /// One operation.
  record Step(String key, String function, @Nullable Object argument, Call call) {
    /// What is there once it took effect.
    Seen written(Version version) {
      return call instanceof Call.Put put
          ? new Seen(put.value().bytes().toUtf8(), version)
          : NOTHING;
    }
  }

  /// What a process last knew of a key.
  record Seen(@Nullable String value, Version version) {
    static Seen of(Item item) {
      return new Seen(item.single().value().bytes().toUtf8(), item.single().version());
    }

    @Nullable Object token() {
      return value == null ? null : version.token();
    }
  }

  /// @param known what the process last knew of the key
  Step draw(String key, Seen known) {
    int dice = entropy.below(100);
    if (dice < 40) {
      return get(key);
    }
    if (dice < 90 || known.value() == null) {
      return drawPut(key, known);
    }
    return dice < 95
        ? delete(key, "delete", null, new Condition.Always())
        : deleteIfVersion(key, known);
  }

  private Step deleteIfVersion(String key, Seen known) {
    return delete(
        key,
        "delete-if-version",
        known.version().token(),
        new Condition.VersionIs(known.version()));
  }

  /// Only what Paxos decides in a leaderless table.
  Step drawDecided(String key, Seen known) {
    int dice = entropy.below(100);
    if (dice < 40) {
      return get(key, new ReadTerms(load.levels().linearizable(), false, Load.TIMEOUT_NANOS));
    }
    String old = known.value();
    if (old == null || dice < 50) {
      String value = nextValue();
      return put(key, "put-if-absent", value, value, new Condition.Absent());
    }
    return dice < 90 ? replace(key, known, old, dice < 70) : deleteIfVersion(key, known);
  }

  private Step replace(String key, Seen known, String old, boolean byVersion) {
    String value = nextValue();
    return byVersion
        ? put(
            key,
            "put-if-version",
            List.of(known.version().token(), value),
            value,
            new Condition.VersionIs(known.version()))
        : put(
            key,
            "cas",
            List.of(old, value),
            value,
            new Condition.ValueIs(Value.bytes(Bytes.utf8(old))));
  }

  Step get(String key) {
    return get(key, ReadTerms.within(Load.TIMEOUT_NANOS));
  }

  private Step get(String key, ReadTerms terms) {
    return new Step(key, "get", null, new Call.Get(load.table(), Key.of(key), terms));
  }

  Step drawPut(String key, Seen known) {
    String value = nextValue();
    int dice = entropy.below(50);
    String old = known.value();
    if (dice < 25 || old == null) {
      return dice < 35
          ? put(key, "put", value, value, new Condition.Always())
          : put(key, "put-if-absent", value, value, new Condition.Absent());
    }
    if (dice < 40) {
      return put(
          key,
          "put-if-version",
          List.of(known.version().token(), value),
          value,
          new Condition.VersionIs(known.version()));
    }
    Condition expected = new Condition.ValueIs(Value.bytes(Bytes.utf8(old)));
    return put(key, "cas", List.of(old, value), value, expected);
  }

  /// Most are short; some are so long that their records span sectors, which a crash may tear.
  private String nextValue() {
    String value = "v" + load.nextValue();
    return entropy.chance(0.03) ? value + "-".repeat((int) entropy.between(500, 1_500)) : value;
  }

  private Step put(
      String key, String function, Object argument, String value, Condition condition) {
    Value bytes = Value.bytes(Bytes.utf8(value));
    Call call = new Call.Put(load.table(), Key.of(key), bytes, condition, Load.TIMEOUT_NANOS);
    return new Step(key, function, argument, call);
  }

  private Step delete(String key, String function, @Nullable Object argument, Condition condition) {
    Call call = new Call.Delete(load.table(), Key.of(key), condition, Load.TIMEOUT_NANOS);
    return new Step(key, function, argument, call);
  }
}
