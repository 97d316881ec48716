package dev.gamut.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Programs of others that are found here, or made with others that are.
public final class Programs {
  private static final long BUILD_SECONDS = 600;

  private Programs() {}

  /// The folder where what was built once is kept, by the conventions of the system.
  public static Path cache() {
    String base = System.getenv("XDG_CACHE_HOME");
    Path caches =
        base == null || base.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(base);
    return caches.resolve("gamut").resolve("peers");
  }

  public static @Nullable Path onPath(String name) {
    String path = System.getenv("PATH");
    for (String folder : path == null ? new String[0] : path.split(":", -1)) {
      Path candidate = Path.of(folder).resolve(name);
      if (!folder.isEmpty() && Files.isExecutable(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  /// Runs a command that makes something in a folder, for ten minutes at most; what it says is
  /// added to the file `log` there.
  ///
  /// @return whether it succeeded
  public static boolean run(Path folder, List<String> command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
            .start();
    return succeeds(process, BUILD_SECONDS);
  }

  /// Waits for a process, and ends it when its time is over.
  public static boolean succeeds(Process process, long seconds) throws InterruptedException {
    try {
      return process.waitFor(seconds, TimeUnit.SECONDS) && process.exitValue() == 0;
    } finally {
      process.destroyForcibly();
    }
  }
}
