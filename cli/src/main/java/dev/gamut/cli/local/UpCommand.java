package dev.gamut.cli.local;

import dev.gamut.cli.CommandException;
import dev.gamut.cli.DataOptions;
import dev.gamut.cli.Exit;
import dev.gamut.cli.OutputOptions;
import dev.gamut.server.config.Member;
import dev.gamut.server.config.NodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "up",
    description = {
      "Start a cluster on this machine.",
      "",
      "Starts three node processes that outlive this command, and returns when they serve. Node i"
          + " listens on PORT + 2(i-1) for clients and other nodes, and on the next port for HTTP"
          + " and gRPC: 7400 and 7401, 7402 and 7403, 7404 and 7405. A folder that holds a cluster"
          + " already starts that one again, with its data."
    },
    footer = {
      "",
      "Examples:",
      "  gamut up",
      "  gamut up --nodes 5 --port 9000 --data scratch",
      "",
      "Exit codes: 0 all nodes serve, now or already; 1 the folder is not a cluster's, or one of"
          + " another size; 2 a flag is out of range; 4 a port is taken, the folder cannot be"
          + " written, or a node did not come up."
    })
public final class UpCommand implements Callable<Integer> {
  static final int NODES = 3;
  private static final int NODES_MAX = 32;
  private static final int MEMORY_MAX = 1 << 20;
  private static final int PORT = 7400;
  static final int LOOPS = 1;
  static final int MEMORY_MEBIBYTES = 768;
  private static final long SERVE_SECONDS = 60;

  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private DataOptions data = new DataOptions();

  @Option(names = "--nodes", paramLabel = "N", description = "How many nodes. Default: 3.")
  private @Nullable Integer count;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The first of two ports a node. Default: 7400.")
  private @Nullable Integer port;

  @Option(
      names = "--memory",
      paramLabel = "MIB",
      description = "Memory of each node in MiB. Default: 768.")
  private @Nullable Integer memoryMebibytes;

  @Option(
      names = "--loops",
      paramLabel = "N",
      description = "Event loops of each node, one a core at most. Default: 1.")
  private @Nullable Integer loops;

  private final NodeJvm jvm;

  public UpCommand() {
    this(NodeJvm.ofThisProcess());
  }

  UpCommand(NodeJvm jvm) {
    this.jvm = jvm;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = data.directory();
    requireOurs(folder);
    boolean fresh = !ClusterFile.isIn(folder);
    requireInRange("--nodes", count, 1, NODES_MAX);
    requireInRange("--loops", loops, 1, NodeConfig.LOOPS_MAX);
    requireInRange("--memory", memoryMebibytes, NodeConfig.MEMORY_MEBIBYTES_MIN, MEMORY_MAX);
    if (fresh) {
      // Before anything is made.
      Ports.requireFree(members());
    }
    LocalCluster cluster;
    boolean ran;
    try (FolderLock _ = FolderLock.take(folder)) {
      cluster = fresh ? create(folder) : reopen(folder);
      List<LocalNode> starting = new ArrayList<>();
      for (LocalNode node : cluster.nodes()) {
        if (node.state() == LocalNode.State.STOPPED) {
          starting.add(node);
        }
      }
      ran = starting.isEmpty();
      for (LocalNode node : starting) {
        output.progress("starting " + node.name());
        cluster.start(node);
      }
      cluster.awaitServing(starting, SERVE_SECONDS);
    }
    say(cluster, ran);
    return Exit.DONE.code();
  }

  /// A folder with something else in it is somebody's, and stays as it is.
  private static void requireOurs(Path folder) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw CommandException.refused(
          folder + " is a file, not a folder", "Name another folder with --data.");
    }
    if (!Files.exists(folder) || ClusterFile.isIn(folder)) {
      return;
    }
    try (var entries = Files.list(folder)) {
      List<String> foreign =
          entries
              .map(entry -> entry.getFileName().toString())
              .filter(name -> !name.equals("lock") && !name.equals("bench"))
              .sorted()
              .toList();
      if (!foreign.isEmpty()) {
        throw CommandException.refused(
            "%s is not a cluster's folder: it holds %s%s and no %s"
                .formatted(
                    folder,
                    foreign.getFirst(),
                    foreign.size() == 1 ? "" : " and " + (foreign.size() - 1) + " more",
                    ClusterFile.NAME),
            "Name an empty or a new folder with --data.");
      }
    }
  }

  private static void requireInRange(String option, @Nullable Integer value, int least, int most) {
    if (value != null && (value < least || value > most)) {
      throw CommandException.usage(
          "%s is %d, not from %d to %d".formatted(option, value, least, most),
          "See `gamut up --help`.");
    }
  }

  private List<Member> members() {
    try {
      return ClusterFile.membersFrom(port == null ? PORT : port, count == null ? NODES : count);
    } catch (IllegalArgumentException wrong) {
      throw CommandException.usage(String.valueOf(wrong.getMessage()), "See `gamut up --help`.");
    }
  }

  private LocalCluster create(Path folder) throws IOException {
    ClusterFile file =
        new ClusterFile(
            "%016x".formatted(1 + new SecureRandom().nextLong(Long.MAX_VALUE)),
            members(),
            loops == null ? LOOPS : loops,
            memoryMebibytes == null ? MEMORY_MEBIBYTES : memoryMebibytes);
    return LocalCluster.create(folder, file, jvm);
  }

  private LocalCluster reopen(Path folder) throws IOException {
    LocalCluster cluster = LocalCluster.open(folder, jvm);
    int members = cluster.nodes().size();
    int first = cluster.file().members().getFirst().framePort();
    if ((count != null && count != members) || (port != null && port != first)) {
      throw CommandException.refused(
          "%s holds a cluster of %d nodes from port %d".formatted(folder, members, first),
          "Start that one without --nodes and --port, or name another folder with --data.");
    }
    return cluster;
  }

  private void say(LocalCluster cluster, boolean ran) throws IOException {
    StringBuilder text = new StringBuilder();
    List<Map<String, Object>> nodes = new ArrayList<>();
    for (LocalNode node : cluster.nodes()) {
      nodes.add(NodeView.of(node).toMap());
      text.append(NodeView.of(node).toText()).append(System.lineSeparator());
    }
    text.append(
        ran
            ? "The cluster in " + cluster.folder() + " runs already; nothing was changed."
            : "The cluster serves. Its folder: " + cluster.folder());
    text.append(System.lineSeparator()).append(next());
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("cluster", cluster.file().clusterName());
    fields.put("data", cluster.folder().toString());
    fields.put("ranAlready", ran);
    fields.put("nodes", nodes);
    output.say(text.toString(), fields);
  }

  /// What to type next, with the folder if it is not the one that commands find by themselves.
  private String next() {
    String where = data.isDefault() ? "" : " --data " + data.directory();
    return """
        Next:
          gamut table create cities --strategy consensus --partition-by range%1$s
          gamut import cities examples/cities.jsonl.gz --key id%1$s
          gamut status%1$s
          gamut down%1$s"""
        .formatted(where);
  }
}
