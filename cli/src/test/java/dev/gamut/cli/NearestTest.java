package dev.gamut.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class NearestTest {
  private static final List<String> KNOWN = List.of("accounts", "carts", "n1", "status");

  @Test
  void oneWrongLetterIsForgiven() {
    assertEquals(Optional.of("accounts"), Nearest.to("acounts", KNOWN));
    assertEquals(Optional.of("status"), Nearest.to("statsu", KNOWN));
    assertEquals(Optional.of("n1"), Nearest.to("n2", KNOWN));
  }

  @Test
  void whatIsFarFromEverythingHasNoNearest() {
    assertEquals(Optional.empty(), Nearest.to("zebra", KNOWN));
    assertEquals(Optional.empty(), Nearest.to("x", List.of("y")));
  }

  @Test
  void distanceCountsEachKindOfSlipOnce() {
    assertEquals(0, Nearest.distance("abc", "abc"));
    assertEquals(1, Nearest.distance("abc", "acb"));
    assertEquals(1, Nearest.distance("abc", "ab"));
    assertEquals(1, Nearest.distance("abc", "abcd"));
    assertEquals(1, Nearest.distance("abc", "abd"));
    assertEquals(3, Nearest.distance("", "abc"));
    assertEquals(3, Nearest.distance("kitten", "sitting"));
  }
}
