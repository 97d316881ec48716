package dev.gamut.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class LogLineTest {
  @Test
  void anEventHasItsNameAndItsValues() {
    assertEquals(
        "role-changed partition=p3 term=7",
        LogLine.of("role-changed", "partition", "p3", "leader", null, "term", 7));
  }

  @Test
  void aValueThatIsNoPlainWordIsQuotedSoThatALineStaysALine() {
    assertEquals(
        "lost reason=\"say \\\"no\\\"\\nand go\" empty=\"\" sum=\"1=1\"",
        LogLine.of("lost", "reason", "say \"no\"\nand go", "empty", "", "sum", "1=1"));
  }
}
