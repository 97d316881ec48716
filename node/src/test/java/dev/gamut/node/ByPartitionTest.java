package dev.gamut.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gamut.base.Entropy;
import dev.gamut.base.PartitionId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ByPartitionTest {
  @Test
  void whatIsThereIsFoundAndWalkedInOrder() {
    Entropy entropy = Entropy.seeded(7);
    ByPartition<String> table = new ByPartition<>();
    Map<PartitionId, String> expected = new TreeMap<>();
    for (int i = 0; i < 3_000; i++) {
      PartitionId partition = new PartitionId(entropy.below(entropy.chance(0.5) ? 40 : 4_000));
      if (entropy.chance(0.3)) {
        assertEquals(expected.remove(partition), table.remove(partition));
      } else {
        expected.put(partition, "number " + i);
        table.put(partition, "number " + i);
      }
      for (int j = 0; j < 3; j++) {
        PartitionId any = new PartitionId(entropy.below(50));
        assertEquals(expected.get(any), table.get(any));
      }
      assertEquals(List.copyOf(expected.values()), List.copyOf(table.values()));
    }
    expected.forEach((partition, of) -> assertEquals(of, table.get(partition)));
  }
}
