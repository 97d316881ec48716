package dev.gamut.cli.local;

import dev.gamut.server.config.Member;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What is shown of a node.
///
/// @param state `serving`, `starting` (it runs and does not answer yet), `paused` or `stopped`
/// @param pid of its process, 0 for none
record NodeView(String name, String state, long pid, Member member) {
  static NodeView of(LocalNode node) throws IOException {
    LocalNode.State process = node.state();
    String state =
        switch (process) {
          case RUNNING -> Health.isServing(node.member()) ? "serving" : "starting";
          case PAUSED, STOPPED -> process.name().toLowerCase(Locale.ROOT);
        };
    long pid = node.process().map(ProcessHandle::pid).orElse(0L);
    return new NodeView(node.name(), state, pid, node.member());
  }

  String toText() {
    String host = member.host();
    String process = pid == 0 ? "" : "process " + pid;
    return "%-4s %-9s %s:%d  http://%s:%d  %s"
        .formatted(name, state, host, member.framePort(), host, member.httpPort(), process)
        .stripTrailing();
  }

  Map<String, Object> toMap() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", name);
    fields.put("state", state);
    if (pid != 0) {
      fields.put("pid", pid);
    }
    fields.put("address", member.host() + ":" + member.framePort());
    fields.put("http", "http://" + member.host() + ":" + member.httpPort());
    return fields;
  }
}
