package dev.gamut.cli.local;

import dev.gamut.cli.CommandException;
import dev.gamut.server.config.Member;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/// Looks whether ports are free before nodes are started on them: a node can only say so in its
/// log.
final class Ports {
  private Ports() {}

  static void requireFree(List<Member> members) throws IOException {
    List<String> taken = new ArrayList<>();
    for (Member member : members) {
      for (int port : new int[] {member.framePort(), member.httpPort()}) {
        if (!isFree(member.host(), port)) {
          taken.add(port + " (" + member.id() + ")");
        }
      }
    }
    if (!taken.isEmpty()) {
      throw CommandException.unavailable(
          "another program listens on port " + String.join(", ", taken),
          "Take other ports with --port, or end that program (`ss -ltnp` names it).");
    }
  }

  /// `reuseAddress` as servers set it: a port that waits after its last connection counts as free.
  private static boolean isFree(String host, int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new java.net.InetSocketAddress(InetAddress.getByName(host), port));
      return true;
    } catch (java.net.BindException _) {
      return false;
    }
  }
}
