package dev.gamut.server.embedded;

import dev.gamut.base.NodeId;
import dev.gamut.server.config.Member;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Who the nodes of an embedded cluster are. One on disk says it in a file `embedded` of its
/// folder, because a cluster keeps its id and its nodes their addresses for life:
///
///     gamut embedded 1
///     cluster 0123456789abcdef
///     n1 40001 40002
///
/// with a line for each node and its two ports.
record EmbeddedFolder(long clusterId, List<Member> members) {
  private static final String NAME = "embedded";
  private static final String FIRST_LINE = "gamut embedded 1";
  private static final Pattern CLUSTER = Pattern.compile("cluster ([0-9a-f]{16})");
  private static final Pattern NODE = Pattern.compile("n(\\d{1,2}) (\\d{1,5}) (\\d{1,5})");
  private static final String HOST = "127.0.0.1";

  EmbeddedFolder {
    members = List.copyOf(members);
  }

  /// Nodes on ports that are free now.
  static EmbeddedFolder fresh(int nodeCount) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < 2 * nodeCount; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      List<Member> members = new ArrayList<>();
      for (int i = 0; i < nodeCount; i++) {
        int frames = held.get(2 * i).getLocalPort();
        int web = held.get(2 * i + 1).getLocalPort();
        members.add(new Member(new NodeId(i + 1), HOST, frames, web));
      }
      return new EmbeddedFolder(1 + new SecureRandom().nextLong(Long.MAX_VALUE), members);
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  /// What the folder says; null when it holds no cluster yet.
  static @Nullable EmbeddedFolder read(Path directory, int nodeCount) throws IOException {
    Path file = directory.resolve(NAME);
    if (!Files.exists(file)) {
      return null;
    }
    List<String> lines = Files.readAllLines(file);
    Matcher cluster = CLUSTER.matcher(lines.size() < 2 ? "" : lines.get(1));
    if (!FIRST_LINE.equals(lines.isEmpty() ? "" : lines.getFirst()) || !cluster.matches()) {
      throw new IOException(file + " does not describe an embedded cluster: name another folder");
    }
    List<Member> members = new ArrayList<>();
    for (String line : lines.subList(2, lines.size())) {
      Matcher node = NODE.matcher(line);
      if (!node.matches()) {
        throw new IOException(file + " has a line that is no node: '" + line + "'");
      }
      int frames = Integer.parseInt(node.group(2));
      int web = Integer.parseInt(node.group(3));
      members.add(new Member(new NodeId(Integer.parseInt(node.group(1))), HOST, frames, web));
    }
    if (members.size() != nodeCount) {
      throw new IOException(
          "%s holds an embedded cluster of %d nodes, not %d: name another"
              .formatted(directory, members.size(), nodeCount));
    }
    return new EmbeddedFolder(Long.parseUnsignedLong(cluster.group(1), 16), members);
  }

  void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    List<String> lines = new ArrayList<>();
    lines.add(FIRST_LINE);
    lines.add("cluster %016x".formatted(clusterId));
    members.forEach(m -> lines.add(m.id() + " " + m.framePort() + " " + m.httpPort()));
    Files.write(directory.resolve(NAME), lines);
  }
}
