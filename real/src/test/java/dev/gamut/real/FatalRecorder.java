package dev.gamut.real;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Keeps what would have ended a node, for tests.
final class FatalRecorder implements FatalHandler {
  private final LinkedBlockingQueue<Throwable> causes = new LinkedBlockingQueue<>();

  @Override
  public void fatal(String where, Throwable cause) {
    causes.add(cause);
  }

  Throwable await() throws InterruptedException {
    Throwable cause = causes.poll(20, TimeUnit.SECONDS);
    assertNotNull(cause, "nothing was fatal");
    return cause;
  }

  void assertNothing() {
    assertNull(causes.peek());
  }
}
