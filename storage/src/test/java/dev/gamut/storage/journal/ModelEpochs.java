package dev.gamut.storage.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gamut.base.Bytes;
import java.util.ArrayList;
import java.util.List;

/// Of which epochs the entries of test journals are: of two, in turns of any length.
final class ModelEpochs {
  private ModelEpochs() {}

  static long of(Bytes entry) {
    return entry.isEmpty() ? 0 : entry.get(entry.length() - 1) & 1;
  }

  /// The same entries, of which the journal told the right epochs.
  static List<Bytes> checked(RecoveredGroup group, List<Bytes> entries) {
    List<EpochRun> runs = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      long epoch = of(entries.get(i));
      if (runs.isEmpty() || runs.getLast().epoch() != epoch) {
        runs.add(new EpochRun(group.firstIndex() + i, epoch));
      }
    }
    assertEquals(runs, group.epochs(), "epochs");
    return entries;
  }
}
