package dev.gamut.cli.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DocumentsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '%',
      value = {
        "[1]|not a JSON object",
        "{\"id\":[1]}|its field id is neither text nor a number",
        "{\"id\":\"\"}|its field id is empty",
        "{\"name\":\"x\"}|no field id",
        "{\"id\":1} {}|something follows the JSON object"
      })
  void aLineWithoutAKeySaysWhy(String line, String trouble) {
    assertEquals(trouble, Documents.keyOf(Bytes.utf8(line), "id", null).trouble());
  }

  @Test
  void brokenJsonSaysWhereItBroke() {
    String trouble = Documents.keyOf(Bytes.utf8("{\"id\": nope}"), "id", null).trouble();
    assertTrue(trouble.startsWith("not JSON: "), trouble);
  }

  @Test
  void keysAreTextOrNumbersAsTheyAreWritten() {
    Documents.Keyed keyed =
        Documents.keyOf(Bytes.utf8("{\"at\":{\"id\":7},\"id\":\"a\",\"n\":1.50}"), "id", "n");
    assertEquals(new Documents.Keyed("a", "1.50", ""), keyed);
  }

  @Test
  void aDocumentIsOneJsonValueAndNothingElse() {
    assertNull(Documents.trouble(Bytes.utf8(" {\"a\": [1, 2]} ")));
    assertNotNull(Documents.trouble(Bytes.utf8("{} {}")));
    assertNotNull(Documents.trouble(Bytes.EMPTY));
    assertNotNull(Documents.trouble(Bytes.utf8("[".repeat(40) + "]".repeat(40))));
  }
}
