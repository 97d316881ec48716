package dev.gamut.cli.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SampleTest {
  @Test
  void partsHaveLikeShares() {
    Sample sample = new Sample(1);
    for (int i = 0; i < 100_000; i++) {
      sample.add(Bytes.utf8("%06d".formatted(i)));
    }
    List<Bytes> cuts = sample.cuts(4);
    assertEquals(3, cuts.size());
    for (int i = 0; i < 3; i++) {
      int at =
          Integer.parseInt(
              new String(cuts.get(i).toByteArray(), java.nio.charset.StandardCharsets.UTF_8));
      assertTrue(Math.abs(at - 25_000 * (i + 1)) < 3_000, "cut " + i + " at " + at);
    }
  }

  @Test
  void fewKeysMakeFewParts() {
    Sample sample = new Sample(1);
    assertEquals(List.of(), sample.cuts(8));
    for (int i = 0; i < 50; i++) {
      sample.add(Bytes.utf8(i % 2 == 0 ? "a" : "b"));
    }
    assertEquals(List.of(Bytes.utf8("b")), sample.cuts(8));
  }
}
