package dev.gamut.checker.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class HistoryReaderTest {
  private static final String EDN =
      """
      ; what a run of Jepsen stores
      {:process 0, :type :invoke, :f :write, :value 3, :index 0, :time 10}
      {:process :nemesis, :type :info, :f :start, :value nil}
      {:process 1, :type :invoke, :f :read, :value nil, :time 20}
      {:process 0, :type :ok, :f :write, :value 3, :time 30}
      {:process 1, :type :ok, :f :read, :value 3, :time 40}
      {:process 2, :type :invoke, :f :cas, :value [3 4]}
      {:process 2, :type :info, :f :cas, :value [3 4], :error :timeout}
      """;

  private static final String LOG =
      """
      2026-01-01 10:00:00,000{GMT} INFO [main] jepsen.core - Running
      INFO  jepsen.util - 0	:invoke	:write	3
      2026-01-01 10:00:01,000{GMT} INFO [nemesis] jepsen.util - :nemesis	:info	:start	nil
      INFO  jepsen.util - 1	:invoke	:read	nil
      WARN  jepsen.client - something else
      INFO  jepsen.util - 0	:ok	:write	3
      INFO  jepsen.util - 1	:ok	:read	3
      INFO  jepsen.util - 2	:invoke	:cas	[3 4]
      INFO  jepsen.util - 2	:info	:cas	:timeout
      """;

  private static final String JSON =
      """
      {"process":0,"type":"invoke","f":"write","value":3,"time":10,"index":0}

      {"process":"nemesis","type":"info","f":"start"}
      {"process":1,"type":"invoke","f":"read","value":null}
      {"process":0,"type":"ok","f":"write","value":3,"time":30}
      {"process":1,"type":"ok","f":"read","value":3}
      {"process":2,"type":"invoke","f":"cas","value":[3,4]}
      {"process":2,"type":"info","f":"cas","value":[3,4],"error":"timeout"}
      """;

  @ParameterizedTest
  @MethodSource("sameInAllFormats")
  void theSameHistoryIsReadFromEveryFormat(HistoryFormat format, String text, int line)
      throws Exception {
    assertEquals(format, HistoryReader.detect(text));
    History history = HistoryReader.read(text, false);
    assertEquals(6, history.events());
    List<String> shown = history.operations().stream().map(Operation::describe).toList();
    assertEquals("0: write 3 → ok 3", shown.get(0));
    assertEquals("1: read → ok 3", shown.get(1));
    assertTrue(shown.get(2).startsWith("2: cas [3 4] → info ("), shown.get(2));
    assertEquals(line, history.operations().get(2).invocation().line());
  }

  static Stream<Arguments> sameInAllFormats() {
    return Stream.of(
        Arguments.of(HistoryFormat.EDN, EDN, 7),
        Arguments.of(HistoryFormat.EDN, "[" + EDN.replace("; what", " ;") + "]", 7),
        Arguments.of(HistoryFormat.LOG, LOG, 8),
        Arguments.of(HistoryFormat.JSON_LINES, JSON, 7));
  }

  @Test
  void ednIsReadAsClojureWritesIt() throws Exception {
    History history =
        HistoryReader.read(
            """
            #jepsen.history.Op{:process 3 :type :invoke :f :write #_ignored :value "a\\n\\u00e9"}
            {:process 3,:type :ok,:f :write,:value "a"}
            {:process 4 :type :invoke :f :add :value #{1 2.5 -7 12345678901234567890N}}
            """,
            false);
    assertEquals("a\né", history.operations().get(0).argument());
    assertTrue(String.valueOf(history.operations().get(1).argument()).contains("2.5"));
  }

  @Test
  void aTruncatedFileIsAHistoryWhoseLastOperationsNeverEnded() throws Exception {
    List<String> lines = LOG.lines().toList();
    History history = HistoryReader.read(String.join("\n", lines.subList(0, 4)), false);
    for (Operation each : history.operations()) {
      assertEquals(Outcome.INFO, each.outcome());
      assertEquals(Completion.NEVER, each.completion().event());
    }
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void whatIsMalformedIsRefusedWithItsLine(String text, int line, String reason) {
    HistoryFormatException refusal =
        assertThrows(HistoryFormatException.class, () -> HistoryReader.read(text, false), text);
    assertEquals(line, refusal.line(), refusal::reason);
    assertTrue(refusal.reason().contains(reason), refusal::reason);
  }

  static Stream<Arguments> malformed() {
    String ok = "{:process 0 :type :invoke :f :read}\n";
    return Stream.of(
        Arguments.of(ok + "{:process 0 :type :ok :f :read", 2, "the file ends before the }"),
        Arguments.of(ok + "{:process 1 :type :invoke :f \"read\"}", 2, "not a keyword"),
        Arguments.of(ok + "{:process 1 :f :read}", 2, "no :type"),
        Arguments.of(ok + "{:process 1 :type :invoke}", 2, "no :f"),
        Arguments.of(ok + "{:process 1 :type :invoke :f}", 2, "a key without a value"),
        Arguments.of(ok + "{:process 1 :process 2}", 2, ":process twice"),
        Arguments.of(ok + "{:process 1 :value \"abc}", 2, "the file ends in the string"),
        Arguments.of(ok + "{:process 1 :value \"\\q\"}", 2, "unknown escape"),
        Arguments.of(ok + "{:process 1 :value 12x}", 2, "is no number"),
        Arguments.of(ok + "{:process -1 :type :invoke :f :read}", 2, "no number of a process"),
        Arguments.of(ok + "hello", 2, "expected an operation"),
        Arguments.of(ok + "]", 2, "nothing that ] could close"),
        Arguments.of(ok + "{:process 1 :value " + "[".repeat(100), 2, "nested more than"),
        Arguments.of(ok + ok, 2, "while its read of line 1 has not ended"),
        Arguments.of(ok + "{:process 0 :type :ok :f :write}", 2, "but began read on line 1"),
        Arguments.of("[" + ok, 2, "before the ] of the history"),
        Arguments.of("INFO jepsen.util - 1 :ok :read 3", 1, "without having begun it"),
        Arguments.of("INFO jepsen.util - 1 :invoke", 1, "no :f"),
        Arguments.of("INFO jepsen.util - 1 :huh :read 3", 1, "the type is huh"),
        Arguments.of("INFO jepsen.util - 1 :invoke :cas [1", 1, "the file ends before the ]"),
        Arguments.of("{\"process\":1,\n\"type\":\"invoke\"}", 1, "no JSON"),
        Arguments.of("{\"process\":1}\n[1]\n", 1, "no type"),
        Arguments.of("{\"process\":1,\"type\":7}", 1, "not a string"),
        Arguments.of("{\"process\":\"n\"}\n[1]\n", 2, "an object"),
        Arguments.of("{\"process\":\"n\"} 3\n", 1, "something follows"),
        Arguments.of("{\"process\":\"n\"}\n{\"process\":1,", 2, "no JSON"),
        Arguments.of("{\"type\":\"ok\"}", 1, "no process"));
  }

  @Test
  void everyPrefixOfAHistoryIsReadOrRefusedButNothingElse() {
    for (String text : List.of(EDN, LOG, JSON)) {
      for (int length = 0; length < text.length(); length++) {
        String prefix = text.substring(0, length);
        try {
          HistoryReader.read(prefix, false);
        } catch (HistoryFormatException refusal) {
          assertTrue(refusal.line() <= prefix.lines().count() + 1, refusal::reason);
        }
      }
    }
  }

  @Test
  void everyDamagedCharacterIsReadOrRefusedButNothingElse() {
    for (String text : Arrays.asList(EDN, LOG, JSON)) {
      for (int at = 0; at < text.length(); at++) {
        for (char damaged : "{}[]\":#\\\0é9".toCharArray()) {
          String broken = text.substring(0, at) + damaged + text.substring(at + 1);
          try {
            HistoryReader.read(broken, false);
          } catch (HistoryFormatException refusal) {
            assertTrue(refusal.line() >= 0, refusal::reason);
          }
        }
      }
    }
  }
}
