package dev.gamut.server.config;

import dev.gamut.base.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads and writes a [NodeConfig] as JSON:
///
///     {
///       "clusterId": "00c0ffee00c0ffee",
///       "nodeId": 1,
///       "nodes": [
///         {"id": 1, "host": "127.0.0.1", "framePort": 7400, "httpPort": 7401},
///         …
///       ],
///       "dataDirectory": "/var/lib/gamut",
///       "loops": 1,
///       "memoryMebibytes": 256,
///       "log": {"file": "/var/log/gamut/node.log", "fileMebibytesMax": 16, "filesMax": 8}
///     }
///
/// Every field must be there and no other: a misspelt name is an error, never a silent default.
/// Only `log` may be left out: then the node logs to its standard output. Relative paths are
/// relative to the file.
public final class NodeConfigFile {
  private static final String LOG = "log";

  private NodeConfigFile() {}

  public static NodeConfig read(Path file) throws IOException {
    Fields fields = Fields.read(file);
    fields.allow(
        List.of("clusterId", "nodeId", "nodes", "dataDirectory", "loops", "memoryMebibytes", LOG));
    List<Member> members = new ArrayList<>();
    Path folder = file.toAbsolutePath().getParent();
    try {
      for (Fields node : fields.list("nodes")) {
        members.add(readMember(node));
      }
      return new NodeConfig(
          clusterId(fields),
          new NodeId(fields.integer("nodeId")),
          members,
          beside(folder, fields.text("dataDirectory")),
          fields.integer("loops"),
          fields.integer("memoryMebibytes"),
          fields.has(LOG) ? readLog(fields.object(LOG), folder) : null);
    } catch (IllegalArgumentException wrong) {
      throw new ConfigException(file + ": " + wrong.getMessage(), wrong);
    }
  }

  private static Path beside(@Nullable Path folder, String path) {
    return folder == null ? Path.of(path) : folder.resolve(path).normalize();
  }

  private static LogConfig readLog(Fields log, @Nullable Path folder) throws ConfigException {
    log.allow(List.of("file", "fileMebibytesMax", "filesMax"));
    return new LogConfig(
        beside(folder, log.text("file")), log.integer("fileMebibytesMax"), log.integer("filesMax"));
  }

  public static void write(Path file, NodeConfig config) throws IOException {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("clusterId", config.clusterName());
    root.put("nodeId", config.nodeId().value());
    ArrayNode nodes = root.putArray("nodes");
    for (Member member : config.members()) {
      ObjectNode node = nodes.addObject();
      node.put("id", member.id().value());
      node.put("host", member.host());
      node.put("framePort", member.framePort());
      node.put("httpPort", member.httpPort());
    }
    root.put("dataDirectory", config.dataDirectory().toString());
    root.put("loops", config.loops());
    root.put("memoryMebibytes", config.memoryMebibytes());
    LogConfig log = config.log();
    if (log != null) {
      ObjectNode written = root.putObject(LOG);
      written.put("file", log.file().toString());
      written.put("fileMebibytesMax", log.fileMebibytesMax());
      written.put("filesMax", log.filesMax());
    }
    Files.writeString(file, root.toPrettyString() + "\n");
  }

  /// One element of `nodes`, as in the layout above.
  ///
  /// @throws IllegalArgumentException when its values do not fit together
  public static Member readMember(Fields node) throws ConfigException {
    node.allow(List.of("id", "host", "framePort", "httpPort"));
    return new Member(
        new NodeId(node.integer("id")),
        node.text("host"),
        node.integer("framePort"),
        node.integer("httpPort"));
  }

  private static long clusterId(Fields fields) throws ConfigException {
    String text = fields.text("clusterId");
    if (!text.matches("[0-9a-f]{16}")) {
      throw fields.wrong("clusterId", "16 hexadecimal digits");
    }
    return Long.parseUnsignedLong(text, 16);
  }
}
