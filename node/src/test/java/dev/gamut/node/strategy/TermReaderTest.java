package dev.gamut.node.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.HybridTime;
import dev.gamut.protocol.raft.Entry;
import dev.gamut.protocol.raft.TermRun;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class TermReaderTest {
  /// A log in memory, which may lack entries.
  private static final class Kept implements TermReader.Log {
    final TreeMap<Long, Entry> entries = new TreeMap<>();
    int reads;

    void add(long index, long term) {
      entries.put(
          index, new Entry(index, term, HybridTime.ofMillis(index), Entry.Kind.NOOP, Bytes.EMPTY));
    }

    @Override
    public void read(long from, long toExclusive, int bytesMax, Consumer<List<Bytes>> answer) {
      reads++;
      Entry entry = entries.get(from);
      if (entry == null) {
        answer.accept(List.of());
        return;
      }
      ByteWriter out = new ByteWriter(32);
      entry.write(out);
      answer.accept(List.of(out.take()));
    }

    List<TermRun> runs() {
      List<TermRun> runs = new ArrayList<>();
      for (Entry entry : entries.values()) {
        if (runs.isEmpty() || runs.getLast().term() != entry.term()) {
          runs.add(new TermRun(entry.index(), entry.term()));
        }
      }
      return runs;
    }
  }

  private static TermReader read(Kept log) {
    List<String> ends = new ArrayList<>();
    TermReader reader = new TermReader(log);
    reader.read(
        log.entries.firstKey(),
        log.entries.lastKey(),
        () -> ends.add("done"),
        () -> ends.add("lost"));
    assertEquals(List.of("done"), ends);
    return reader;
  }

  @Test
  void anyLogHasTheRunsThatReadingAllOfItFinds() {
    Entropy entropy = Entropy.seeded(11);
    for (int round = 0; round < 500; round++) {
      Kept log = new Kept();
      long index = 1L + entropy.below(50);
      long term = 1L + entropy.below(5);
      long count = 1L + entropy.below(60);
      int change = 1 + entropy.below(20);
      for (int i = 0; i < count; i++) {
        term += entropy.below(change) == 0 ? 1 + entropy.below(3) : 0;
        log.add(index++, term);
      }
      TermReader reader = read(log);
      assertEquals(log.runs(), reader.runs(), "round " + round);
      assertEquals(index - 1, reader.lastIndex());
      assertEquals(term, reader.lastTerm());
      assertEquals(HybridTime.ofMillis(index - 1), reader.lastTime());
    }
  }

  @Test
  void aLongLogOfFewTermsIsReadInFewPlaces() {
    Kept log = new Kept();
    for (long index = 1; index <= 100_000; index++) {
      log.add(index, index < 70_000 ? 1 : 2);
    }
    assertEquals(List.of(new TermRun(1, 1), new TermRun(70_000, 2)), read(log).runs());
    assertTrue(log.reads < 25, "reads: " + log.reads);
  }

  @Test
  void anEmptyLogHasNoRunsAndIsNotRead() {
    Kept log = new Kept();
    List<String> ends = new ArrayList<>();
    TermReader reader = new TermReader(log);
    reader.read(5, 4, () -> ends.add("done"), () -> ends.add("lost"));
    assertEquals(List.of("done"), ends);
    assertEquals(List.of(), reader.runs());
    assertEquals(0, log.reads);
  }

  @Test
  void aLogWhoseEndCannotBeReadIsLost() {
    Kept log = new Kept();
    log.add(1, 1);
    List<String> ends = new ArrayList<>();
    new TermReader(log).read(1, 2, () -> ends.add("done"), () -> ends.add("lost"));
    assertEquals(List.of("lost"), ends);
  }
}
