package dev.gamut.cli.local;

import static dev.gamut.base.Invariant.require;

import dev.gamut.base.NodeId;
import dev.gamut.cli.Json;
import dev.gamut.server.config.ConfigException;
import dev.gamut.server.config.Fields;
import dev.gamut.server.config.Member;
import dev.gamut.server.config.NodeConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `cluster.json`, which makes a folder a local cluster: its id and where its nodes are reached.
public record ClusterFile(
    String clusterName, List<Member> members, int loops, int memoryMebibytes) {
  static final String NAME = "cluster.json";
  private static final int FORMAT = 1;

  public ClusterFile {
    members = List.copyOf(members);
    require(clusterName.matches("[0-9a-f]{16}"), "clusterId is %s, not 16 digits", clusterName);
    require(!members.isEmpty(), "nodes is empty");
  }

  static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(NAME));
  }

  public static ClusterFile read(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    Fields fields = Fields.read(file);
    int format = fields.integer("format");
    if (format != FORMAT) {
      throw new ConfigException(
          "%s: format is %d, and this version of Gamut knows only %d: use the version that wrote it"
              .formatted(file, format, FORMAT));
    }
    fields.allow(List.of("format", "clusterId", "nodes", "loops", "memoryMebibytes"));
    List<Member> members = new ArrayList<>();
    try {
      for (Fields node : fields.list("nodes")) {
        members.add(NodeConfigFile.readMember(node));
      }
      return new ClusterFile(
          fields.text("clusterId"),
          members,
          fields.integer("loops"),
          fields.integer("memoryMebibytes"));
    } catch (IllegalArgumentException wrong) {
      throw new ConfigException(file + ": " + wrong.getMessage(), wrong);
    }
  }

  /// Written whole under another name first, so that no reader sees half of it.
  void write(Path folder) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("format", FORMAT);
    fields.put("clusterId", clusterName);
    List<Map<String, Object>> nodes = new ArrayList<>();
    for (Member member : members) {
      Map<String, Object> node = new LinkedHashMap<>();
      node.put("id", member.id().value());
      node.put("host", member.host());
      node.put("framePort", member.framePort());
      node.put("httpPort", member.httpPort());
      nodes.add(node);
    }
    fields.put("nodes", nodes);
    fields.put("loops", loops);
    fields.put("memoryMebibytes", memoryMebibytes);
    Path fresh = folder.resolve(NAME + ".new");
    Files.writeString(fresh, Json.write(fields) + "\n");
    Files.move(fresh, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
  }

  public long clusterId() {
    return Long.parseUnsignedLong(clusterName, 16);
  }

  /// Node i of a fresh cluster listens on `port + 2 (i - 1)` for frames and on the next for HTTP.
  static List<Member> membersFrom(int port, int count) {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      members.add(new Member(new NodeId(i + 1), "127.0.0.1", port + 2 * i, port + 2 * i + 1));
    }
    return members;
  }
}
