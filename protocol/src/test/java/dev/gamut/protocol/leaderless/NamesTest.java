package dev.gamut.protocol.leaderless;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Entropy;
import dev.gamut.base.HybridTime;
import dev.gamut.base.Version;
import dev.gamut.model.WriteName;
import dev.gamut.protocol.Now;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a replica remembers of writes by their names.
final class NamesTest {
  private static final Bytes PLACE = Bytes.utf8("k");
  private static final long KEPT = 1_000;

  private final Names names = new Names(1_024, KEPT);

  private static Now at(long nanos) {
    return new Now(nanos, 5);
  }

  private static Version version(long sequence) {
    return new Version(HybridTime.ofMillis(5), new Dot(3, sequence));
  }

  @Test
  void anEmptyMemoryKnowsNothingAndSaysSinceWhen() {
    names.begin(50);
    assertNull(names.find(new WriteName(1, 1), PLACE));
    assertTrue(names.isCompleteSince(50));
    assertFalse(names.isCompleteSince(49));
  }

  @Test
  void theSameNameInAnotherPlaceIsAnotherWrite() {
    names.note(new WriteName(1, 1), PLACE, version(1), at(1));
    assertEquals(version(1), names.find(new WriteName(1, 1), PLACE));
    assertNull(names.find(new WriteName(1, 1), Bytes.utf8("other")));
    assertNull(names.find(new WriteName(1, 2), PLACE));
    assertNull(names.find(new WriteName(2, 1), PLACE));
  }

  @Test
  void aWriteWithoutANameIsNotRemembered() {
    names.note(WriteName.NONE, PLACE, version(1), at(1));
    assertNull(names.find(WriteName.NONE, PLACE));
  }

  @Test
  void youngNamesTakeMoreRoomUpToTheBoundAndThenTheOldestGoes() {
    names.begin(0);
    for (int i = 1; i <= 1_024; i++) {
      names.note(new WriteName(7, i), PLACE, version(i), at(10));
    }
    assertEquals(version(1), names.find(new WriteName(7, 1), PLACE));
    assertTrue(names.isCompleteSince(0));
    names.note(new WriteName(7, 1_025), PLACE, version(1_025), at(20));
    assertNull(names.find(new WriteName(7, 1), PLACE));
    assertEquals(version(2), names.find(new WriteName(7, 2), PLACE));
    assertFalse(names.isCompleteSince(10));
    assertTrue(names.isCompleteSince(11));
  }

  @Test
  void oldNamesMakeRoomThemselves() {
    for (int i = 1; i <= 256; i++) {
      names.note(new WriteName(7, i), PLACE, version(i), at(0));
    }
    names.note(new WriteName(7, 257), PLACE, version(257), at(KEPT));
    assertNull(names.find(new WriteName(7, 1), PLACE));
    names.note(new WriteName(7, 258), PLACE, version(258), at(KEPT));
    assertNull(names.find(new WriteName(7, 2), PLACE));
  }

  @Test
  void aForgottenNameIsGoneAndTheOthersOfItsBucketAreNot() {
    for (int i = 1; i <= 1_024; i++) {
      names.note(new WriteName(7, i), PLACE, version(i), at(0));
    }
    for (int i = 1; i <= 1_024; i += 2) {
      names.forget(new WriteName(7, i), PLACE);
    }
    for (int i = 1_025; i <= 1_300; i++) {
      names.note(new WriteName(7, i), PLACE, version(i), at(0));
    }
    for (int i = 1; i <= 1_300; i++) {
      Version expected = i <= 276 || (i <= 1_024 && i % 2 == 1) ? null : version(i);
      assertEquals(expected, names.find(new WriteName(7, i), PLACE));
    }
  }

  /// Beside a plain map of the last so many.
  @Test
  void anyMixIsRememberedAsAMapWould() {
    Entropy entropy = Entropy.seeded(9);
    Map<WriteName, Version> model = new LinkedHashMap<>();
    for (int i = 1; i <= 20_000; i++) {
      WriteName name = new WriteName(1L << 55 | entropy.below(40), i);
      names.note(name, PLACE, version(i), at(i / 100));
      model.put(name, version(i));
      if (model.size() > 1_024) {
        model.remove(model.keySet().iterator().next());
      }
    }
    Map<WriteName, Version> found = new HashMap<>();
    model.keySet().forEach(name -> found.put(name, names.find(name, PLACE)));
    assertEquals(model, found);
  }
}
