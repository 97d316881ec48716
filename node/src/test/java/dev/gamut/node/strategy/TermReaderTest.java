package dev.gamut.node.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.HybridTime;
import dev.gamut.base.Invariant;
import dev.gamut.base.PartitionId;
import dev.gamut.node.machine.LogEntry;
import dev.gamut.protocol.raft.Entry;
import dev.gamut.protocol.raft.TermRun;
import dev.gamut.storage.journal.EpochRun;
import dev.gamut.storage.journal.RecoveredGroup;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TermReaderTest {
  private static final PartitionId ID = new PartitionId(7);

  private final List<String> seen = new ArrayList<>();

  private static Entry entry(long index, long term) {
    return new Entry(index, term, HybridTime.ofMillis(index), Entry.Kind.NOOP, Bytes.EMPTY);
  }

  private static Bytes written(Entry entry) {
    ByteWriter out = new ByteWriter(32);
    entry.write(out);
    return out.take();
  }

  private static RecoveredGroup group(long first, long last, EpochRun... epochs) {
    return new RecoveredGroup(ID, Bytes.EMPTY, first, last, false, false, List.of(epochs));
  }

  /// Reads from a journal in which every entry is of this term, or that lacks them all.
  private TermReader read(RecoveredGroup group, long term, boolean lacksThem) {
    TermReader reader =
        new TermReader(
            (from, toExclusive, bytesMax, answer) -> {
              seen.add("read " + from + " to " + toExclusive);
              answer.accept(lacksThem ? List.of() : List.of(written(entry(from, term))));
            });
    reader.read(group, () -> seen.add("done"), () -> seen.add("lost"));
    return reader;
  }

  @Test
  void theTermIsFoundInBothFormsOfEntries() {
    LogEntry local = new LogEntry(1, 300, HybridTime.ofMillis(5), Bytes.utf8("x"));
    assertEquals(300, TermReader.termOf(local.encode()));
    assertEquals(1L << 40, TermReader.termOf(written(entry(9_000, 1L << 40))));
  }

  @Test
  void theTermsAreTheJournalsAndOnlyTheLastEntryIsRead() {
    TermReader reader = read(group(5, 70_000, new EpochRun(5, 1), new EpochRun(60, 4)), 4, false);
    assertEquals(List.of("read 70000 to 70001", "done"), seen);
    assertEquals(List.of(new TermRun(5, 1), new TermRun(60, 4)), reader.runs());
    assertEquals(70_000, reader.lastIndex());
    assertEquals(4, reader.lastTerm());
    assertEquals(HybridTime.ofMillis(70_000), reader.lastTime());
  }

  @Test
  void anEmptyLogHasNoRunsAndIsNotRead() {
    assertEquals(List.of(), read(group(5, 4), 1, false).runs());
    assertEquals(List.of("done"), seen);
  }

  @Test
  void aLogWhoseEndCannotBeReadIsLost() {
    read(group(1, 2, new EpochRun(1, 1)), 1, true);
    assertEquals(List.of("read 2 to 3", "lost"), seen);
  }

  @Test
  void termsThatFallAlongTheLogEndTheNode() {
    RecoveredGroup falling = group(1, 9, new EpochRun(1, 3), new EpochRun(5, 2));
    assertThrows(Invariant.Violation.class, () -> read(falling, 2, false));
  }

  @Test
  void anotherTermThanTheLastEntrysEndsTheNode() {
    RecoveredGroup group = group(1, 9, new EpochRun(1, 3));
    assertThrows(Invariant.Violation.class, () -> read(group, 4, false));
  }
}
