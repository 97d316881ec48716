package dev.gamut.checker.timeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.checker.history.History;
import dev.gamut.checker.linearizability.CheckResult;
import dev.gamut.checker.linearizability.Limits;
import dev.gamut.checker.linearizability.LinearizabilityChecker;
import dev.gamut.checker.linearizability.Model;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class TimelineTest {
  private static History stale(int writes) {
    History.Builder history = History.builder();
    for (int i = 0; i < writes; i++) {
      history.invoke(i % 3, 0, "<k>", "write", "v" + i).ok(null, 0);
    }
    history.invoke(7, 0, "<k>", "read", null).ok("v0", 0);
    return history.build();
  }

  private static CheckResult check(History history) {
    return LinearizabilityChecker.check(history, Model.REGISTER, Limits.none());
  }

  @Test
  void theTextDrawsWhatCannotBePlacedAmongWhatWas() {
    History history = stale(3);
    String text = new TextTimeline(80).render(check(history), history);
    assertTrue(text.contains("no order places this one in time:  7: read → ok \"v0\""), text);
    assertTrue(text.contains("     ! 7: read → ok \"v0\""), text);
    assertTrue(text.contains("     3 2: write \"v2\" → ok"), text);
    for (String line : text.lines().filter(each -> each.contains("├")).toList()) {
      assertTrue(line.length() <= 80, line);
    }
  }

  @Test
  void thePageHasEveryOperationOnceAndNothingUnescaped() {
    History history = stale(3);
    String page = HtmlTimeline.render(check(history), history);
    assertEquals(4, count(page, "<div class=\"op "));
    assertEquals(1, count(page, "<div class=\"op stuck ok\""));
    assertEquals(3, count(page, "<i "));
    assertTrue(page.contains("key &quot;&lt;k&gt;&quot;"), page);
    assertFalse(page.contains("${"), page);
    assertEquals(count(page, "<div"), count(page, "</div>"));
    assertFalse(page.contains("http"), "it needs nothing but itself");
  }

  @Test
  void ofALargeHistoryOnlyWhatIsAroundTheFailureIsDrawn() {
    History history = stale(20_000);
    CheckResult result = check(history);
    String page = HtmlTimeline.render(result, history);
    assertTrue(count(page, "<div class=\"op ") <= 600, "too many");
    assertTrue(page.contains("not drawn"), "says what is missing");
    assertTrue(new TextTimeline(120).render(result, history).lines().count() < 60);
  }

  @Test
  void whatIsLinearizableIsDrawnInItsOrder() {
    History.Builder fine = History.builder();
    fine.invoke(0, 0, null, "write", 1L).ok(null, 0);
    fine.invoke(1, 0, null, "read", null).ok(1L, 0);
    History history = fine.build();
    String page = HtmlTimeline.render(check(history), history);
    assertEquals(2, count(page, "<div class=\"op placed ok\""));
    assertTrue(page.contains("the history: linearizable"));
  }

  private static int count(String text, String what) {
    Matcher matcher = Pattern.compile(Pattern.quote(what)).matcher(text);
    int count = 0;
    while (matcher.find()) {
      count++;
    }
    return count;
  }
}
