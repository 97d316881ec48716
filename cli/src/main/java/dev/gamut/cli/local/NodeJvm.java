package dev.gamut.cli.local;

import dev.gamut.cli.LogSetup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How a node's process is started: the same JDK and jars as this command, in a session of its own.
///
/// @param prefix what runs the JVM such that it outlives this terminal; may be empty
/// @param mainClass of the node; takes `--config FILE`
record NodeJvm(List<String> prefix, String mainClass) {
  static final String NODE = "dev.gamut.server.Main";

  NodeJvm {
    prefix = List.copyOf(prefix);
  }

  static NodeJvm ofThisProcess() {
    return new NodeJvm(detached(), NODE);
  }

  /// `setsid` takes a process away from the terminal; where there is none, `nohup` at least keeps
  /// it when the terminal goes.
  private static List<String> detached() {
    for (String tool : List.of("/usr/bin/setsid", "/bin/setsid", "/usr/bin/nohup")) {
      if (Files.isExecutable(Path.of(tool))) {
        return List.of(tool);
      }
    }
    return List.of();
  }

  /// A third of the memory is heap: the rest is native, in the store's caches and the network's
  /// buffers. One thread collects, because three nodes share this machine; and of the collectors
  /// that can do with one, this keeps what belongs to one replica together in memory.
  List<String> command(Path config, int memoryMebibytes) {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + Math.max(48, memoryMebibytes / 3) + "m");
    command.add("-XX:MaxDirectMemorySize=" + Math.max(32, memoryMebibytes / 4) + "m");
    command.add("-XX:+UseParallelGC");
    command.add("-XX:ParallelGCThreads=1");
    command.add("-XX:-UseAdaptiveSizePolicy");
    command.add("-XX:+UseCompactObjectHeaders");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-D" + LogSetup.PROPERTY + "=" + LogSetup.NODE);
    String build = System.getProperty("gamut.build");
    if (build != null) {
      command.add("@" + Path.of(build, "node.args"));
    } else {
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("--sun-misc-unsafe-memory-access=allow");
      command.add("-cp");
      command.add(System.getProperty("java.class.path"));
    }
    command.add(mainClass);
    command.add("--config");
    command.add(config.toString());
    return command;
  }
}
