package dev.gamut.bench.cassandra;

import dev.gamut.bench.peer.PeerUnavailableException;
import dev.gamut.bench.peer.Programs;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Finds a Java 17, the newest that Cassandra 5 supports: it sets a security manager, which newer
/// ones refuse.
final class Java17 {
  private Java17() {}

  /// Looks where Java usually lies.
  static Path find() throws IOException {
    List<Path> homes = new ArrayList<>();
    Stream.of("JAVA17_HOME", "JAVA_HOME_17_X64", "JAVA_HOME")
        .map(System::getenv)
        .filter(home -> home != null && !home.isBlank())
        .forEach(home -> homes.add(Path.of(home)));
    Path onPath = Programs.onPath("java");
    if (onPath != null) {
      homes.add(onPath.toRealPath().resolveSibling("..").normalize());
    }
    Path user = Path.of(System.getProperty("user.home"));
    return find(
        homes,
        List.of(
            Path.of("/usr/lib/jvm"),
            Path.of("/Library/Java/JavaVirtualMachines"),
            user.resolve(".sdkman/candidates/java"),
            user.resolve(".jdks"),
            Path.of("/opt")));
  }

  /// The `java` of the first that is one.
  ///
  /// @param homes of Javas, if they are there
  /// @param folders that may hold such homes
  static Path find(List<Path> homes, List<Path> folders) throws IOException {
    List<Path> candidates = new ArrayList<>(homes);
    for (Path folder : folders) {
      candidates.addAll(within(folder));
    }
    for (Path home : candidates) {
      Path java = home.resolve("bin/java");
      if (Files.isExecutable(java) && isJava17(home.resolve("release"))) {
        return java;
      }
    }
    throw new PeerUnavailableException(
        "Cassandra 5 runs on Java 17, and there is none: not in JAVA17_HOME or JAVA_HOME, on PATH,"
            + " or in "
            + String.join(", ", folders.stream().map(Path::toString).toList())
            + ". Install one, for example openjdk-17-jre-headless, or set JAVA17_HOME.");
  }

  private static List<Path> within(Path folder) throws IOException {
    List<Path> homes = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> inside = Files.newDirectoryStream(folder)) {
        for (Path home : inside) {
          homes.add(home);
          homes.add(home.resolve("Contents/Home"));
        }
      }
    }
    return homes.stream().sorted().toList();
  }

  private static boolean isJava17(Path release) throws IOException {
    return Files.isReadable(release)
        && Files.readAllLines(release).stream()
            .anyMatch(line -> line.matches("JAVA_VERSION=\"17[.\"+-].*"));
  }
}
