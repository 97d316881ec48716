package dev.gamut.cli.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.cli.CommandException;
import dev.gamut.cli.Exit;
import dev.gamut.cli.Json;
import dev.gamut.client.core.Failure;
import dev.gamut.client.core.Failure.Reason;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Outcome;
import dev.gamut.model.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RepliesTest {
  @Test
  void anUnknownOutcomeIsNeverCalledAFailure() {
    CommandException unknown =
        Replies.unexpected(new Reply.Written(new Outcome.Unknown(Outcome.Cause.TIMED_OUT), null));
    assertEquals(Exit.UNKNOWN, unknown.exit());
    assertEquals("it may or may not have happened: timed out", unknown.text());
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void everyFailureKeepsItsWordsAndHasAnExitCode(Reason reason) {
    CommandException failed = Replies.failed(new Failure(reason, "because"));
    assertEquals("because", failed.text());
    assertTrue(failed.exit() != Exit.DONE && failed.exit() != Exit.UNKNOWN);
  }

  @Test
  void valuesAreShownAsWhatTheyAre() {
    assertEquals("{\"document\":{\"a\": 1}}", json(Value.document("{\"a\": 1}")));
    assertEquals("{\"value\":\"grüezi\"}", json(Value.bytes(Bytes.utf8("grüezi"))));
    assertEquals(
        "{\"base64\":\"/wA=\"}", json(Value.bytes(Bytes.wrap(new byte[] {(byte) 0xff, 0}))));
  }

  private static String json(Value value) {
    Map<String, Object> fields = new LinkedHashMap<>();
    Replies.put(fields, value);
    return Json.write(fields);
  }
}
