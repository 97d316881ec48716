package dev.gamut.server.log;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;

/// A line of a node's log: when, how bad, from which class, and the event with what belongs to it
/// ([dev.gamut.base.LogLine]).
public final class LineEncoder extends PatternLayoutEncoder {
  public LineEncoder() {
    setPattern("%d{\"yyyy-MM-dd'T'HH:mm:ss.SSSXXX\"} %-5level %logger{0} %msg%n");
  }
}
