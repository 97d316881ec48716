package dev.gamut.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.MalformedException;
import dev.gamut.storage.MemoryStore.Flushing;
import dev.gamut.storage.MemoryStore.Options;
import dev.gamut.storage.Store.Batch;
import dev.gamut.storage.Store.Entry;
import dev.gamut.storage.Store.Range;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// An installation that is cut short after each of its steps, with every number of lost batches,
/// leaves the old state, the new state, or the mark; and after the mark, a second installation that
/// is cut short likewise does.
final class SnapshotCrashTest {
  private static final Bytes POSITION = Bytes.utf8("position");
  private static final Bytes MARK = Bytes.utf8("installing");
  private static final List<Range> RANGES =
      List.of(
          new Range(Bytes.utf8("k"), Bytes.utf8("l"), 1, 1),
          new Range(Bytes.utf8("m"), Bytes.utf8("n"), 1, 1));
  private static final Map<String, String> OTHERS = Map.of("a", "1", "l", "2", "z", "3");
  private static final Map<String, String> OLD =
      Map.of("ka", "old", "kb", "old", "kc", "old", "ma", "old", "position", "old");
  private static final Map<String, String> NEW =
      Map.of("kb", "new", "kd", "new", "ke", "new", "mb", "new", "mc", "new", "position", "new");

  private final TestLoop loop = new TestLoop();
  private final List<Bytes> chunks = chunks();
  private int statesOld;
  private int statesMarked;
  private int statesNew;

  @AfterEach
  void clear() {
    Defect.clear();
  }

  private static List<Bytes> chunks() {
    List<Entry> entries = new ArrayList<>();
    new TreeMap<>(NEW)
        .forEach(
            (key, value) -> {
              if (!key.equals("position")) {
                entries.add(new Entry(Bytes.utf8(key), Bytes.utf8(value)));
              }
            });
    return List.of(
        new SnapshotChunk(0, false, entries.subList(0, 2)).encode(),
        new SnapshotChunk(1, false, entries.subList(2, 4)).encode(),
        new SnapshotChunk(2, true, entries.subList(4, entries.size())).encode());
  }

  /// An installation, step by step; between two steps the store may flush by itself.
  private final class Run {
    final MemoryStore store;
    final boolean flushBetween;
    final SnapshotInstaller installer;
    boolean begun;
    boolean finished;

    Run(MemoryStore store, boolean flushBetween) {
      this.store = store;
      this.flushBetween = flushBetween;
      installer = new SnapshotInstaller(store, MARK, POSITION, RANGES);
    }

    int stepCount() {
      return chunks.size() + 4;
    }

    void steps(int count) throws MalformedException {
      for (int step = 0; step < count; step++) {
        if (flushBetween) {
          store.flush();
          store.completeFlush();
        }
        step(step);
        loop.runPosted();
      }
    }

    private void step(int step) throws MalformedException {
      int chunk = step - 2;
      if (step == 0) {
        installer.begin(() -> begun = true);
      } else if (step == 1 || chunk == chunks.size() + 1) {
        store.completeFlush();
      } else if (chunk < chunks.size()) {
        installer.chunk(chunks.get(chunk), () -> {});
      } else {
        installer.finish(batch(Map.of("position", "new")), () -> finished = true);
      }
    }
  }

  private static Batch batch(Map<String, String> content) {
    Batch batch = new Batch();
    new TreeMap<>(content).forEach((key, value) -> batch.put(Bytes.utf8(key), Bytes.utf8(value)));
    return batch;
  }

  private MemoryStore oldStore() {
    MemoryStore store = new MemoryStore(loop, Options.of(Flushing.WHEN_TOLD));
    store.write(batch(OTHERS));
    store.write(batch(OLD));
    store.flush();
    store.completeFlush();
    return store;
  }

  private static Map<String, String> content(MemoryStore store) {
    Map<String, String> content = new TreeMap<>();
    Range everything = new Range(Bytes.EMPTY, null, Integer.MAX_VALUE, Integer.MAX_VALUE);
    store.scan(
        everything,
        page -> {
          for (Entry entry : page.entries()) {
            if (!entry.key().equals(MARK)) {
              content.put(entry.key().toUtf8(), entry.value().toUtf8());
            }
          }
        });
    return content;
  }

  private static Map<String, String> withOthers(Map<String, String> own) {
    Map<String, String> all = new TreeMap<>(own);
    all.putAll(OTHERS);
    return all;
  }

  /// Checks what a crash left; returns whether the partition is marked.
  @CanIgnoreReturnValue
  private boolean isMarked(Run run, MemoryStore left, boolean wasMarked) {
    List<Boolean> marked = new ArrayList<>();
    SnapshotInstaller.isInstalling(left, MARK, marked::add);
    Map<String, String> content = content(left);
    OTHERS.forEach((key, value) -> assertEquals(value, content.get(key), "of another partition"));
    if (marked.getFirst()) {
      statesMarked++;
      assertFalse(run.finished, "told that it was installed");
    } else if (run.begun || wasMarked) {
      statesNew++;
      assertEquals(withOthers(NEW), content);
    } else {
      statesOld++;
      assertEquals(withOthers(OLD), content);
    }
    return marked.getFirst();
  }

  private void crashEverywhere(boolean flushBetween) throws MalformedException {
    int stepCount = new Run(oldStore(), false).stepCount();
    for (int steps = 0; steps <= stepCount; steps++) {
      int lost = 0;
      int kept = 0;
      do {
        Run run = new Run(oldStore(), flushBetween);
        run.steps(steps);
        lost = run.store.unflushedCount();
        run.store.crashKeeping(kept);
        if (isMarked(run, run.store.reopen(loop), false)) {
          crashAgainEverywhere(steps, kept, flushBetween);
        }
        kept++;
      } while (kept <= lost);
    }
  }

  private void crashAgainEverywhere(int firstSteps, int firstKept, boolean flushBetween)
      throws MalformedException {
    int stepCount = new Run(oldStore(), false).stepCount();
    for (int steps = 0; steps <= stepCount; steps++) {
      int lost = 0;
      int kept = 0;
      do {
        Run first = new Run(oldStore(), flushBetween);
        first.steps(firstSteps);
        first.store.crashKeeping(firstKept);
        Run second = new Run(first.store.reopen(loop), flushBetween);
        second.steps(steps);
        lost = second.store.unflushedCount();
        second.store.crashKeeping(kept);
        isMarked(second, second.store.reopen(loop), true);
        kept++;
      } while (kept <= lost);
    }
  }

  @Test
  void aCrashAnywhereLeavesTheOldTheNewOrTheMark() throws MalformedException {
    crashEverywhere(false);
    crashEverywhere(true);
    String states = statesOld + " old, " + statesMarked + " marked, " + statesNew + " new";
    assertTrue(statesOld >= 4 && statesMarked > 400 && statesNew > 40, states);
  }

  @Test
  void plantedDefectsAreFound() {
    for (Defect defect :
        List.of(
            Defect.DELETE_BEFORE_DURABLE_MARK,
            Defect.TELL_INSTALLED_BEFORE_DURABLE,
            Defect.UNMARK_APART_FROM_POSITION)) {
      Defect.plant(EnumSet.of(defect));
      assertThrows(AssertionError.class, () -> crashEverywhere(false), defect.name());
    }
  }
}
