package dev.gamut.cli.local;

import dev.gamut.server.config.Member;
import dev.gamut.wire.NodeStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is shown of a node.
///
/// @param state `serving`, `starting` (it runs and does not answer yet), `paused` or `stopped`
/// @param since when its process began, or ended; null for one that never ran
/// @param pid of its process, 0 for none
record NodeView(String name, String state, @Nullable Instant since, long pid, Member member) {
  static NodeView of(LocalNode node) throws IOException {
    LocalNode.State process = node.state();
    String state =
        switch (process) {
          case RUNNING -> Health.isServing(node.member()) ? "serving" : "starting";
          case PAUSED, STOPPED -> process.name().toLowerCase(Locale.ROOT);
        };
    long pid = node.process().map(ProcessHandle::pid).orElse(0L);
    return new NodeView(node.name(), state, node.since(), pid, node.member());
  }

  boolean isServing() {
    return state.equals("serving");
  }

  String toText() {
    String host = member.host();
    String process = pid == 0 ? "" : "process " + pid;
    return "%-4s %-9s %s:%d  http://%s:%d  %s"
        .formatted(name, state, host, member.framePort(), host, member.httpPort(), process)
        .stripTrailing();
  }

  /// With how long it has been so, and what it says of itself.
  String toText(Instant now, @Nullable NodeStatus told) {
    String of =
        switch (state) {
          case "stopped" -> since == null ? "never started" : "down for " + age(since, now);
          case "paused" -> "does not answer";
          default -> since == null ? "" : "up for " + age(since, now);
        };
    if (told == null) {
      return toText() + ", " + of;
    }
    String mode = told.mode().equals(state) ? "" : ", " + told.mode();
    return toText() + ", " + of + mode + ", leads " + led(told);
  }

  private static String age(Instant since, Instant now) {
    long seconds = Math.max(0, Duration.between(since, now).toSeconds());
    return Duration.ofSeconds(seconds).toString().substring(2).toLowerCase(Locale.ROOT);
  }

  private static String led(NodeStatus status) {
    long leads =
        status.replicas().stream().filter(replica -> replica.role().equals("leader")).count();
    return leads + " of " + status.replicas().size() + " replicas";
  }

  Map<String, Object> toMap() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", name);
    fields.put("state", state);
    if (since != null) {
      fields.put("since", since.truncatedTo(ChronoUnit.SECONDS).toString());
    }
    if (pid != 0) {
      fields.put("pid", pid);
    }
    fields.put("address", member.host() + ":" + member.framePort());
    fields.put("http", "http://" + member.host() + ":" + member.httpPort());
    return fields;
  }
}
