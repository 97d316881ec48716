package dev.gamut.node.strategy;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LooksTest {
  private static final Bytes A = Bytes.utf8("a");
  private static final Bytes B = Bytes.utf8("b");

  private final Looks looks = new Looks();

  @Test
  void aReadWhoseItemChangedMeanwhileIsKnown() {
    Looks.Look first = looks.begin(A);
    Looks.Look other = looks.begin(B);
    looks.changing(Set.of(A));
    Looks.Look second = looks.begin(A);
    assertTrue(looks.end(first));
    assertFalse(looks.end(other));
    assertFalse(looks.end(second));
  }

  @Test
  void aReadThatIsOverHearsOfNoChange() {
    Looks.Look look = looks.begin(A);
    assertFalse(looks.end(look));
    looks.changing(Set.of(A));
    assertFalse(looks.end(look));
  }
}
