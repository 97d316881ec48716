package dev.gamut.checker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.checker.history.HistoryFormat;
import dev.gamut.checker.history.HistoryFormatException;
import dev.gamut.checker.history.Operation;
import dev.gamut.checker.linearizability.CheckOptions;
import dev.gamut.checker.linearizability.KeyResult;
import dev.gamut.checker.linearizability.Limits;
import dev.gamut.checker.linearizability.Model;
import dev.gamut.checker.linearizability.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChecksTest {
  private static final String STALE =
      """
      INFO  jepsen.util - 0	:invoke	:write	1
      INFO  jepsen.util - 0	:ok	:write	1
      INFO  jepsen.util - 1	:invoke	:write	2
      INFO  jepsen.util - 2	:invoke	:read	nil
      INFO  jepsen.util - 2	:ok	:read	2
      INFO  jepsen.util - 3	:invoke	:read	nil
      INFO  jepsen.util - 3	:ok	:read	1
      """;

  @Test
  void aStaleReadIsNamedWithTheOrderThatGotFurthest() throws Exception {
    CheckReport report = Checks.check(STALE, CheckRequest.of(Model.CAS_REGISTER));

    assertEquals(Verdict.NOT_LINEARIZABLE, report.verdict());
    assertEquals(HistoryFormat.LOG, report.format());
    KeyResult key = report.keys().getFirst();
    Operation stuck = key.stuck();
    assertTrue(stuck != null && stuck.process() == 3 && stuck.invocation().line() == 6);
    assertEquals(3, key.order().size());
  }

  @Test
  void whatElseHadBegunIsNamedTooIncludingTheIndeterminate() throws Exception {
    String history =
        """
        {"process":0,"type":"invoke","f":"write","value":1}
        {"process":0,"type":"ok","f":"write","value":1}
        {"process":1,"type":"invoke","f":"cas","value":[5,6]}
        {"process":1,"type":"info","f":"cas","value":[5,6]}
        {"process":2,"type":"invoke","f":"read"}
        {"process":2,"type":"ok","f":"read","value":6}
        """;
    KeyResult key = Checks.check(history, CheckRequest.of(Model.CAS_REGISTER)).keys().getFirst();
    assertEquals(Verdict.NOT_LINEARIZABLE, key.verdict());
    Operation stuck = key.stuck();
    assertTrue(stuck != null && stuck.process() == 2);
  }

  @Test
  void nilIsAbsentOrUnknownAsIsUsualInTheFormatOrAsAsked() throws Exception {
    String edn =
        """
        {:process 0 :type :invoke :f :write :value 1}
        {:process 0 :type :ok :f :write :value 1}
        {:process 1 :type :invoke :f :read :value nil}
        {:process 1 :type :ok :f :read :value nil}
        """;
    CheckRequest request = CheckRequest.of(Model.REGISTER);
    CheckReport report = Checks.check(edn, request);
    assertEquals(Verdict.LINEARIZABLE, report.verdict());
    assertTrue(report.text(80).contains("1 reads of nil were taken for unknown"));
    CheckRequest absent = request.withNilReads(CheckOptions.NilReads.ABSENT);
    assertEquals(Verdict.NOT_LINEARIZABLE, Checks.check(edn, absent).verdict());
    String lines = edn.replaceAll("\\{:process (\\d)", "INFO jepsen.util - $1");
    lines = lines.replaceAll(":type|:f |:value|}", "");
    assertEquals(Verdict.NOT_LINEARIZABLE, Checks.check(lines, request).verdict());
  }

  @Test
  void independentTuplesAreFoundOutAndComparisonsAreNone() throws Exception {
    String tuples =
        """
        [{:process 0 :type :invoke :f :write :value [7 1]}
         {:process 0 :type :ok :f :write :value [7 1]}
         {:process 1 :type :invoke :f :cas :value [8 [1 2]]}
         {:process 1 :type :info :f :cas :value [8 [1 2]]}
         {:process 2 :type :invoke :f :read :value [7 nil]}
         {:process 2 :type :ok :f :read :value [7 1]}]
        """;
    CheckReport report = Checks.check(tuples, CheckRequest.of(Model.CAS_REGISTER));
    assertTrue(report.independent());
    assertEquals(2, report.keys().size());
    String plain =
        """
        {:process 1 :type :invoke :f :cas :value [8 2]}
        {:process 1 :type :info :f :cas :value [8 2]}
        """;
    assertFalse(Checks.check(plain, CheckRequest.of(Model.CAS_REGISTER)).independent());
  }

  private static Verdict afterComparison(String end) throws Exception {
    String history =
        """
        {"process": 0, "type": "invoke", "f": "write", "value": 1}
        {"process": 0, "type": "ok", "f": "write", "value": 1}
        {"process": 1, "type": "invoke", "f": "cas", "value": [1, 2]}
        {"process": 1, "f": "cas", "value": [1, 2], %s}
        {"process": 2, "type": "invoke", "f": "read", "value": null}
        {"process": 2, "type": "ok", "f": "read", "value": 1}
        {"process": 2, "type": "invoke", "f": "read", "value": null}
        {"process": 2, "type": "ok", "f": "read", "value": 2}
        """
            .formatted(end);
    return Checks.check(history, CheckRequest.of(Model.CAS_REGISTER)).verdict();
  }

  /// Here the one that timed out takes effect long after, between the two reads.
  @Test
  void aFailedComparisonIsAConstraintAndATimedOutOneIsNot() throws Exception {
    assertEquals(Verdict.LINEARIZABLE, afterComparison("\"type\": \"info\""));
    assertEquals(Verdict.NOT_LINEARIZABLE, afterComparison("\"type\": \"ok\""));
    assertEquals(Verdict.NOT_LINEARIZABLE, afterComparison("\"type\": \"fail\""));
  }

  private static Verdict failedComparison(String end) throws Exception {
    String history =
        """
        {"process": 0, "type": "invoke", "f": "write", "value": 1}
        {"process": 0, "type": "ok", "f": "write", "value": 1}
        {"process": 1, "type": "invoke", "f": "cas", "value": [1, 2]}
        {"process": 1, "type": "fail", "f": "cas", "value": [1, 2]%s}
        """
            .formatted(end);
    return Checks.check(history, CheckRequest.of(Model.CAS_REGISTER)).verdict();
  }

  @Test
  void aComparisonThatFailedForAnotherReasonSaysNothing() throws Exception {
    assertEquals(Verdict.NOT_LINEARIZABLE, failedComparison(""));
    assertEquals(Verdict.NOT_LINEARIZABLE, failedComparison(", \"error\": \"did-not-succeed\""));
    assertEquals(Verdict.LINEARIZABLE, failedComparison(", \"error\": \"timed-out\""));
  }

  /// The states that are told are whole, although the search knows only what matters of them.
  @Test
  void whatAnAppendedKeyHeldIsTold() throws Exception {
    String history =
        """
        {"process": 0, "type": "invoke", "f": "put", "value": "a"}
        {"process": 0, "type": "ok", "f": "put", "value": "a"}
        {"process": 0, "type": "invoke", "f": "append", "value": "b"}
        {"process": 0, "type": "ok", "f": "append", "value": "b"}
        {"process": 1, "type": "invoke", "f": "get", "value": null}
        {"process": 1, "type": "ok", "f": "get", "value": "a"}
        """;
    CheckReport report = Checks.check(history, CheckRequest.of(Model.KV));
    assertEquals(Verdict.NOT_LINEARIZABLE, report.verdict());
    assertEquals(
        List.of("\"a\"", "\"ab\""),
        report.keys().getFirst().order().stream().map(KeyResult.Placed::state).toList());
  }

  @Test
  void aLimitOfStepsLeavesItUndecided() throws Exception {
    StringBuilder hard = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      hard.append("INFO jepsen.util - %d :invoke :cas [%d %d]\n".formatted(i, i % 5, (i + 1) % 5));
      hard.append("INFO jepsen.util - %d :info :cas :timed-out\n".formatted(i));
    }
    hard.append("INFO jepsen.util - 99 :invoke :write 0\nINFO jepsen.util - 99 :ok :write 0\n");
    for (int i = 0; i < 5; i++) {
      hard.append("INFO jepsen.util - 99 :invoke :read\nINFO jepsen.util - 99 :ok :read 3\n");
      hard.append("INFO jepsen.util - 99 :invoke :read\nINFO jepsen.util - 99 :ok :read 1\n");
    }
    CheckRequest one = CheckRequest.of(Model.CAS_REGISTER).withLimits(Limits.ofSteps(1));
    CheckReport report = Checks.check(hard.toString(), one);
    assertEquals(Verdict.UNDECIDED, report.verdict());
    assertTrue(report.text(80).contains("1 key not decided"));
  }

  @Test
  void filesAreReadCompressedOrNot(@TempDir Path folder) throws Exception {
    Path plain = Files.writeString(folder.resolve("plain.log"), STALE);
    Path packed = Files.write(folder.resolve("packed.log.gz"), packed(STALE));
    CheckRequest request = CheckRequest.of(Model.REGISTER);
    assertEquals(Verdict.NOT_LINEARIZABLE, Checks.check(plain, request).verdict());
    assertEquals(Verdict.NOT_LINEARIZABLE, Checks.check(packed, request).verdict());
    assertThrows(IOException.class, () -> Checks.check(folder.resolve("none"), request));
  }

  private static byte[] packed(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void whatIsNoHistoryIsRefusedWithItsLineAndReason() {
    refused("", 0, "the file is empty");
    refused("name,age\nBob,3\n", 1, "this is no history");
    refused("\0\1\2", 1, "this is no history");
    refused("{\"name\": \"Bob\"}\n", 1, "no process");
    refused("{\n  \"name\": 1\n}\n", 1, "no JSON");
    refused("{:name \"Bob\"}", 1, "no :process");
    refused("INFO jepsen.util - starting up\n", 0, "no operation of a client");
    refused("{:process :nemesis :type :info :f :kill}", 0, "no operation of a client");
    refused(STALE + "INFO jepsen.util - 5 :ok :read 1\n", 8, "ends read without having begun it");
    refused(STALE.replace("3\t:ok", "3\t:done"), 7, "the type is done, not invoke");
  }

  @Test
  void anOperationThatTheModelDoesNotKnowIsRefusedWithThoseItKnows() {
    HistoryFormatException refusal =
        assertThrows(
            HistoryFormatException.class, () -> Checks.check(STALE, CheckRequest.of(Model.MUTEX)));
    assertEquals(1, refusal.line());
    assertTrue(refusal.reason().contains("acquire"), refusal.reason());
  }

  private static void refused(String text, int line, String reason) {
    HistoryFormatException refusal =
        assertThrows(
            HistoryFormatException.class,
            () -> Checks.check(text, CheckRequest.of(Model.REGISTER)),
            text);
    assertTrue(refusal.reason().contains(reason), refusal.reason());
    assertEquals(line, refusal.line(), refusal.reason());
  }
}
