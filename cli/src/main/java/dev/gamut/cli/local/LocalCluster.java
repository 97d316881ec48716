package dev.gamut.cli.local;

import dev.gamut.bench.client.TcpClient;
import dev.gamut.cli.CommandException;
import dev.gamut.cli.Nearest;
import dev.gamut.server.config.LogConfig;
import dev.gamut.server.config.Member;
import dev.gamut.server.config.NodeConfig;
import dev.gamut.server.config.NodeConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A cluster of node processes on this machine, in one folder:
///
///     DIR/cluster.json      its id, and where each node is reached
///     DIR/lock              held by a command that starts or ends nodes
///     DIR/n1/node.json      what node 1 is told
///     DIR/n1/pid            which process it is
///     DIR/n1/log/node.log   what it logs; older parts beside it, packed
///     DIR/n1/log/output     what its process says past that
///     DIR/n1/data           its journal and store
public final class LocalCluster {
  /// How long a node may take to end by itself before it is killed.
  private static final long END_SECONDS = 10;

  private final Path folder;
  private final ClusterFile file;
  private final NodeJvm jvm;
  private final List<LocalNode> nodes;

  private LocalCluster(Path folder, ClusterFile file, NodeJvm jvm) {
    this.folder = folder;
    this.file = file;
    this.jvm = jvm;
    nodes = file.members().stream().map(member -> new LocalNode(folder, member)).toList();
  }

  public static LocalCluster open(Path folder) throws IOException {
    return open(folder, NodeJvm.ofThisProcess());
  }

  static LocalCluster open(Path folder, NodeJvm jvm) throws IOException {
    if (!ClusterFile.isIn(folder)) {
      throw CommandException.refused(
          "there is no local cluster in " + folder,
          "Start one with `gamut up`, or name the folder of one with --data.");
    }
    return new LocalCluster(folder, ClusterFile.read(folder), jvm);
  }

  /// Makes the folder a cluster, of nodes that have never run.
  static LocalCluster create(Path folder, ClusterFile file, NodeJvm jvm) throws IOException {
    file.write(folder);
    return new LocalCluster(folder, file, jvm);
  }

  public Path folder() {
    return folder;
  }

  public ClusterFile file() {
    return file;
  }

  public List<LocalNode> nodes() {
    return nodes;
  }

  /// The node of that name, `n2` or `2`.
  public LocalNode node(String name) {
    String full = name.matches("[0-9]+") ? "n" + name : name;
    List<String> names = nodes.stream().map(LocalNode::name).toList();
    return nodes.stream()
        .filter(node -> node.name().equals(full))
        .findFirst()
        .orElseThrow(
            () ->
                CommandException.refused(
                    "there is no node " + name + Nearest.hint(name, names),
                    "The nodes of this cluster: " + String.join(", ", names) + "."));
  }

  /// A client of this cluster, and of no other that may have its ports by now.
  public TcpClient connect() {
    List<String> seeds =
        nodes.stream().map(node -> node.member().host() + ":" + node.member().framePort()).toList();
    return TcpClient.of(seeds, NodeConfig.clusterUuid(file.clusterId()));
  }

  /// Starts the process of one node.
  void start(LocalNode node) throws IOException {
    Ports.requireFree(List.of(node.member()));
    Files.createDirectories(node.data());
    Member member = node.member();
    NodeConfigFile.write(
        node.config(),
        new NodeConfig(
            file.clusterId(),
            member.id(),
            file.members(),
            node.data(),
            file.loops(),
            file.memoryMebibytes(),
            logOf(node)));
    node.start(jvm.command(node.config(), file.memoryMebibytes()));
  }

  /// As its configuration says, in which an operator may have changed the bounds.
  private static LogConfig logOf(LocalNode node) throws IOException {
    LogConfig known = Files.exists(node.config()) ? NodeConfigFile.read(node.config()).log() : null;
    return known == null ? LogConfig.of(node.log()) : known;
  }

  /// Waits until all of these serve; a node that ends meanwhile, or takes too long, is an error
  /// that shows what it last said.
  void awaitServing(List<LocalNode> starting, long seconds)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    for (LocalNode node : starting) {
      while (!Health.isServing(node.member())) {
        if (node.state() == LocalNode.State.STOPPED) {
          throw CommandException.unavailable(
              node.name() + " ended while starting; it last said:\n" + node.lastWords(),
              "Its whole log: " + node.log());
        }
        if (System.nanoTime() - deadline > 0) {
          throw CommandException.unavailable(
              node.name() + " does not serve after " + seconds + " s",
              "It may still come up: see `gamut status`, and its log: " + node.log());
        }
        Thread.sleep(20);
      }
    }
  }

  /// Ends these, gently first: a paused one is woken to hear it, a deaf one is killed.
  void end(List<LocalNode> ending, Consumer<String> progress)
      throws IOException, InterruptedException {
    for (LocalNode node : ending) {
      Optional<ProcessHandle> process = node.process();
      if (process.isPresent()) {
        Signal.TERM.send(process.get());
        Signal.CONT.send(process.get());
      }
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
    for (LocalNode node : ending) {
      while (node.process().isPresent() && System.nanoTime() - deadline < 0) {
        Thread.sleep(20);
      }
      if (node.process().isPresent()) {
        progress.accept(node.name() + " did not end within " + END_SECONDS + " s: killed");
        kill(node);
      }
      node.forget();
    }
  }

  /// Freezes it; returns when it stands still, which is a moment after the signal.
  void pause(LocalNode node) throws IOException, InterruptedException {
    Optional<ProcessHandle> process = node.process();
    if (process.isPresent()) {
      Signal.STOP.send(process.get());
      while (node.state() == LocalNode.State.RUNNING) {
        Thread.sleep(1);
      }
    }
  }

  void resume(LocalNode node) throws IOException, InterruptedException {
    Optional<ProcessHandle> process = node.process();
    if (process.isPresent()) {
      Signal.CONT.send(process.get());
      while (node.state() == LocalNode.State.PAUSED) {
        Thread.sleep(1);
      }
    }
  }

  /// As if the power failed for its process: nothing is flushed, nobody is told.
  void kill(LocalNode node) throws IOException, InterruptedException {
    Optional<ProcessHandle> process = node.process();
    if (process.isPresent()) {
      Signal.KILL.send(process.get());
      while (node.process().isPresent()) {
        Thread.sleep(5);
      }
    }
    node.forget();
  }
}
