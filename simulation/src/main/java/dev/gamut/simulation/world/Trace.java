package dev.gamut.simulation.world;

import dev.gamut.base.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happened: a 64-bit rolling hash of every event, by which two runs are compared, and the
/// last events themselves, kept as numbers and put into words only when somebody asks.
final class Trace {
  /// How many of the last events are kept; a power of two.
  private static final int KEPT = 1 << 12;

  private static final Happening[] HAPPENINGS = Happening.values();
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long FIRST_PRIME = 0x9e3779b185ebca87L;
  private static final long SECOND_PRIME = 0xc2b2ae3d27d4eb4fL;

  private final List<String> names;
  private final long[] times = new long[KEPT];
  private final long[] whos = new long[KEPT];
  private final long[] firsts = new long[KEPT];
  private final long[] seconds = new long[KEPT];
  private final @Nullable String[] notes = new String[KEPT];
  private long hash;
  private long count;
  private @Nullable Appendable output;

  /// @param names of the machines by their number, growing as machines are added
  Trace(List<String> names) {
    this.names = names;
  }

  void writeTo(@Nullable Appendable output) {
    this.output = output;
  }

  long hash() {
    return hash;
  }

  void record(long time, Happening kind, int machine, int other, long first, long second) {
    long who = kind.code() | (machine & 0xffffffL) << 8 | (other & 0xffffffL) << 32;
    int slot = (int) count++ & (KEPT - 1);
    times[slot] = time;
    whos[slot] = who;
    firsts[slot] = first;
    seconds[slot] = second;
    hash = combine(combine(combine(combine(hash, time), who), first), second);
    if (output != null) {
      write(output, slot);
    }
  }

  /// Takes into the hash what is too small or too frequent to be an event: a write to a disk or a
  /// store.
  void fold(long value) {
    hash = combine(hash, value);
  }

  /// Records a sentence of a scenario or of the nemesis.
  void note(long time, int machine, String text) {
    long textHash = 0;
    for (int i = 0; i < text.length(); i++) {
      textHash = combine(textHash, text.charAt(i));
    }
    notes[(int) count & (KEPT - 1)] = text;
    record(time, Happening.NOTE, machine, 0, textHash, 0);
  }

  /// The last events in words, the oldest first.
  List<String> recent() {
    List<String> lines = new ArrayList<>();
    for (long i = Math.max(0, count - KEPT); i < count; i++) {
      lines.add(line((int) i & (KEPT - 1)));
    }
    return lines;
  }

  private void write(Appendable target, int slot) {
    try {
      target.append(line(slot)).append('\n');
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the trace", e);
    }
  }

  private String line(int slot) {
    Happening kind = HAPPENINGS[(int) (whos[slot] & 0xff)];
    String note = notes[slot];
    String words =
        kind.words
            .replace("{other}", name((int) (whos[slot] >>> 32)))
            .replace("{first}", Long.toString(firsts[slot]))
            .replace("{second}", Long.toString(seconds[slot]))
            .replace("{note}", note == null ? "" : note);
    return seconds(times[slot]) + " " + name((int) (whos[slot] >>> 8 & 0xffffff)) + " " + words;
  }

  private String name(int machine) {
    return machine < names.size() ? names.get(machine) : "world";
  }

  /// A moment as people read it: `12.345678s`.
  static String seconds(long nanos) {
    String micros = Long.toString(nanos / 1000 % 1_000_000);
    return nanos / 1_000_000_000 + "." + "0".repeat(6 - micros.length()) + micros + "s";
  }

  /// A hash of the bytes of a frame: eight at a time, because every frame of a run is hashed.
  static long hash(Bytes bytes) {
    return hash(bytes.array(), bytes.offset(), bytes.length());
  }

  static long hash(byte[] array, int offset, int length) {
    int at = offset;
    int end = offset + length;
    long hash = length;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = combine(hash, (long) LONGS.get(array, at));
    }
    for (; at < end; at++) {
      hash = combine(hash, array[at]);
    }
    return hash;
  }

  static long combine(long hash, long value) {
    return Long.rotateLeft(hash ^ value * SECOND_PRIME, 31) * FIRST_PRIME + SECOND_PRIME;
  }
}
