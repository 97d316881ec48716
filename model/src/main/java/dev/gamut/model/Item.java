package dev.gamut.model;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.Invariant;
import dev.gamut.base.MalformedException;
import dev.gamut.base.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a key holds: one or more concurrent siblings, each a value with its version. Under a
/// strategy with one order of writes there is exactly one.
///
/// Where writes may be concurrent, two states of a key merge as dotted version vectors do (Preguiça
/// et al. 2010): a sibling stays unless the other state had seen it and has it no more. Merging is
/// commutative, associative and idempotent.
///
/// Format 1, one sibling or more and nothing else: `format u8 = 1 · count varint · (version 24
/// bytes · value)*`.
///
/// Format 2: `format u8 = 2 · count varint · (version 24 bytes · name · value)* · context`, where a
/// value may be a tombstone and the context a [Frontier].
///
/// @param context dots of this key that are superseded, or are among the siblings
public record Item(List<Sibling> siblings, Frontier context) {
  private static final int ORDERED = 1;
  private static final int CONCURRENT = 2;
  private static final Comparator<Sibling> BY_DOT = Comparator.comparing(Sibling::dot);

  /// Values of one key beyond which a write that supersedes none of them is refused.
  public static final int SIBLING_COUNT_MAX = 64;

  /// Bytes of a key's values together beyond which the same is done.
  public static final int SIBLING_BYTES_MAX = 2 << 20;

  /// A key of which nothing is known.
  public static final Item NOTHING = new Item(List.of(), Frontier.EMPTY);

  /// One of the values that a key holds.
  public record Sibling(Version version, Value value, WriteName name) {
    public Sibling(Version version, Value value) {
      this(version, value, WriteName.NONE);
    }

    public Dot dot() {
      return version.dot();
    }
  }

  public Item {
    siblings = List.copyOf(siblings);
  }

  public static Item of(Version version, Value value) {
    return new Item(List.of(new Sibling(version, value)), Frontier.EMPTY);
  }

  /// The only sibling, under a strategy with one order of writes.
  public Sibling single() {
    Invariant.check(siblings.size() == 1, "%d siblings where one is expected", siblings.size());
    return siblings.getFirst();
  }

  public boolean isNothing() {
    return siblings.isEmpty() && context.isEmpty();
  }

  /// The siblings that are values, as callers see them.
  public List<Sibling> live() {
    for (Sibling sibling : siblings) {
      if (sibling.value().isTombstone()) {
        return siblings.stream().filter(each -> !each.value().isTombstone()).toList();
      }
    }
    return siblings;
  }

  /// Of all its values together.
  public long sizeBytes() {
    long size = 0;
    for (Sibling sibling : siblings) {
      size += sibling.value().bytes().length();
    }
    return size;
  }

  /// As callers see it: values only, and each write once.
  public Item shown() {
    List<Sibling> live = live();
    Item values = live.size() == siblings.size() ? this : new Item(live, context);
    return values.withoutRepetitions();
  }

  /// All that is known to have been written to this key: its siblings and what they superseded.
  public Frontier seen() {
    Frontier seen = context;
    for (Sibling sibling : siblings) {
      seen = seen.with(sibling.dot());
    }
    return seen;
  }

  /// The latest stamp among the siblings.
  public HybridTime time() {
    HybridTime latest = HybridTime.ZERO;
    for (Sibling sibling : siblings) {
      HybridTime time = sibling.version().time();
      latest = time.compareTo(latest) > 0 ? time : latest;
    }
    return latest;
  }

  public @Nullable Sibling sibling(Dot dot) {
    for (Sibling sibling : siblings) {
      if (sibling.dot().equals(dot)) {
        return sibling;
      }
    }
    return null;
  }

  /// What is known when both are.
  public Item merge(Item other) {
    List<Sibling> kept = new ArrayList<>(siblings.size() + other.siblings.size());
    for (Sibling sibling : siblings) {
      if (other.sibling(sibling.dot()) != null || !other.context.covers(sibling.dot())) {
        kept.add(sibling);
      }
    }
    for (Sibling sibling : other.siblings) {
      if (sibling(sibling.dot()) == null && !context.covers(sibling.dot())) {
        kept.add(sibling);
      }
    }
    kept.sort(BY_DOT);
    return new Item(kept, context.join(other.context));
  }

  /// Of two dots of the same write, the first is shown, and who has seen it has seen both: a retry
  /// that took effect beside its first attempt did not take effect twice. They are kept apart until
  /// both are superseded, because a replica may see what supersedes the one before it sees the one.
  private Item withoutRepetitions() {
    if (siblings.size() < 2) {
      return this;
    }
    List<Sibling> kept = new ArrayList<>(siblings.size());
    Frontier superseded = context;
    for (Sibling sibling : siblings) {
      boolean repeated = false;
      for (Sibling earlier : kept) {
        repeated |= !sibling.name().isNone() && sibling.name().equals(earlier.name());
      }
      if (repeated) {
        superseded = superseded.with(sibling.dot());
      } else {
        kept.add(sibling);
      }
    }
    return kept.size() == siblings.size() ? this : new Item(kept, superseded);
  }

  /// Only the sibling with the latest version; the others are superseded by it.
  public Item latest() {
    if (siblings.size() < 2) {
      return this;
    }
    Sibling last = siblings.getFirst();
    for (Sibling sibling : siblings) {
      last = sibling.version().compareTo(last.version()) > 0 ? sibling : last;
    }
    Frontier superseded = context;
    for (Sibling sibling : siblings) {
      superseded = sibling.equals(last) ? superseded : superseded.with(sibling.dot());
    }
    return new Item(List.of(last), superseded);
  }

  /// Without the tombstones among some dots.
  public Item withoutTombstones(Frontier collected) {
    List<Sibling> kept = new ArrayList<>(siblings.size());
    for (Sibling sibling : siblings) {
      if (!sibling.value().isTombstone() || !collected.covers(sibling.dot())) {
        kept.add(sibling);
      }
    }
    return kept.size() == siblings.size() ? this : new Item(kept, context);
  }

  /// Without the siblings among some dots, values too.
  public Item without(Frontier dots) {
    List<Sibling> kept = new ArrayList<>(siblings.size());
    for (Sibling sibling : siblings) {
      if (!dots.covers(sibling.dot())) {
        kept.add(sibling);
      }
    }
    return kept.size() == siblings.size() ? this : new Item(kept, context);
  }

  /// The form in which a replica stores it that has seen everything below some bases.
  public Item strip(Frontier bases) {
    return context.isEmpty() ? this : new Item(siblings, context.minus(bases));
  }

  /// The form in which a replica shows it that has seen everything below some bases.
  public Item fill(Frontier bases) {
    return new Item(siblings, context.join(bases));
  }

  public void write(ByteWriter out) {
    boolean ordered = isOrdered();
    out.u8(ordered ? ORDERED : CONCURRENT).varint(siblings.size());
    for (Sibling sibling : siblings) {
      sibling.version().write(out);
      if (!ordered) {
        sibling.name().write(out);
      }
      sibling.value().write(out);
    }
    if (!ordered) {
      context.write(out);
    }
  }

  private boolean isOrdered() {
    if (!context.isEmpty() || siblings.isEmpty()) {
      return false;
    }
    for (Sibling sibling : siblings) {
      if (!sibling.name().isNone()) {
        return false;
      }
    }
    return true;
  }

  public static Item read(ByteReader in) throws MalformedException {
    int format = in.u8();
    if (format != ORDERED && format != CONCURRENT) {
      throw new MalformedException("item format " + format + " is not known here");
    }
    int count = in.count(Version.SIZE);
    if (count == 0 && format == ORDERED) {
      throw new MalformedException("an item without siblings");
    }
    List<Sibling> siblings = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Version version = Version.read(in);
      WriteName name = format == CONCURRENT ? WriteName.read(in) : WriteName.NONE;
      siblings.add(new Sibling(version, Value.read(in), name));
    }
    return new Item(siblings, format == CONCURRENT ? Frontier.read(in) : Frontier.EMPTY);
  }

  public Bytes encode() {
    int size = siblings.isEmpty() ? 0 : siblings.getFirst().value().bytes().length();
    ByteWriter out = new ByteWriter(56 + size);
    write(out);
    return out.take();
  }

  public static Item decode(Bytes bytes) throws MalformedException {
    ByteReader in = new ByteReader(bytes);
    Item item = read(in);
    in.finish();
    return item;
  }
}
