package dev.gamut.cli.local;

import dev.gamut.server.config.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One node of a local cluster: a folder `n1` with `node.json`, `pid`, `log` and `data`.
public final class LocalNode {
  /// What its process does.
  public enum State {
    RUNNING,
    PAUSED,
    STOPPED
  }

  private static final int LAST_WORDS = 8;

  private final Path folder;
  private final Member member;

  LocalNode(Path cluster, Member member) {
    this.folder = cluster.resolve(member.id().toString());
    this.member = member;
  }

  public String name() {
    return member.id().toString();
  }

  public Member member() {
    return member;
  }

  public Path log() {
    return folder.resolve("log").resolve("node.log");
  }

  /// What its process says past its log, such as why it cannot open one; begun anew at each start.
  Path output() {
    return folder.resolve("log").resolve("output");
  }

  /// Why it ended, as far as it could still say so.
  String lastWords() throws IOException {
    Path spoken = Files.exists(output()) && Files.size(output()) > 0 ? output() : log();
    return Log.tail(spoken, LAST_WORDS);
  }

  Path folder() {
    return folder;
  }

  Path config() {
    return folder.resolve("node.json");
  }

  Path data() {
    return folder.resolve("data");
  }

  private Path pidFile() {
    return folder.resolve("pid");
  }

  public State state() throws IOException {
    Optional<ProcessRecord> known = ProcessRecord.read(pidFile());
    if (known.isEmpty() || known.get().process().isEmpty()) {
      return State.STOPPED;
    }
    return known.get().isPaused() ? State.PAUSED : State.RUNNING;
  }

  public Optional<ProcessHandle> process() throws IOException {
    Optional<ProcessRecord> known = ProcessRecord.read(pidFile());
    return known.isEmpty() ? Optional.empty() : known.get().process();
  }

  /// When its process began; or ended, as far as its files tell; null for one that never ran.
  @Nullable Instant since() throws IOException {
    Optional<ProcessHandle> process = process();
    if (process.isPresent()) {
      return process.get().info().startInstant().orElse(null);
    }
    if (!Files.exists(log())) {
      return null;
    }
    // Whoever ends a node removes its pid, which is the last change of its folder. One that ended
    // by itself left it there, and a last word.
    Path last = Files.exists(pidFile()) ? log() : folder;
    return Files.getLastModifiedTime(last).toInstant();
  }

  /// Starts its process, which logs after what is there already.
  void start(List<String> command) throws IOException {
    Files.createDirectories(log().getParent());
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .redirectErrorStream(true)
            .redirectOutput(output().toFile())
            .start();
    ProcessRecord.of(process.toHandle()).write(pidFile());
  }

  void forget() throws IOException {
    Files.deleteIfExists(pidFile());
  }
}
