package dev.gamut.bench.cassandra;

import dev.gamut.bench.peer.PeerUnavailableException;
import dev.gamut.bench.peer.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// Cassandra's jars, fetched by Maven into a folder of the cache when they are first asked for, and
/// never seen by what Gamut builds or runs of itself.
final class CassandraInstall {
  /// The newest of Cassandra 5.0 when this was written.
  static final String VERSION = "5.0.9";

  private static final String PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1";

  private final Path folder;
  private final Consumer<String> progress;

  CassandraInstall(Path cache, Consumer<String> progress) {
    folder = cache.resolve("cassandra-" + VERSION);
    this.progress = progress;
  }

  /// The folder of the jars.
  Path find() throws IOException, InterruptedException {
    if (!isThere()) {
      fetch();
    }
    return jars();
  }

  /// Whether nothing needs to be fetched.
  boolean isThere() {
    return Files.exists(complete());
  }

  private Path jars() {
    return folder.resolve("lib");
  }

  /// Made last: a folder without it was left half filled.
  private Path complete() {
    return folder.resolve("complete");
  }

  /// A project of nothing but what Cassandra needs where it runs.
  private static String pom() {
    return """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>gamut.peer</groupId>
          <artifactId>cassandra</artifactId>
          <version>1</version>
          <dependencies>
            <dependency>
              <groupId>org.apache.cassandra</groupId>
              <artifactId>cassandra-all</artifactId>
              <version>%s</version>
            </dependency>
          </dependencies>
        </project>
        """
        .formatted(VERSION);
  }

  private void fetch() throws IOException, InterruptedException {
    Path maven = Programs.onPath("mvn");
    if (maven == null) {
      throw missing("there is no Maven on PATH to fetch it with");
    }
    progress.accept("fetching Cassandra " + VERSION + " with Maven, once (70 MB)");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("pom.xml"), pom());
    List<String> copy =
        List.of(
            maven.toString(),
            "--batch-mode",
            PLUGIN + ":copy-dependencies",
            "-DincludeScope=runtime",
            "-DoutputDirectory=" + jars());
    if (!Programs.run(folder, copy)) {
      throw missing("Maven could not fetch it (log: " + folder.resolve("log") + ")");
    }
    Files.createFile(complete());
  }

  private static PeerUnavailableException missing(String why) {
    return new PeerUnavailableException(
        "Cassandra "
            + VERSION
            + " cannot be had: "
            + why
            + ". It takes Maven 3.8 or newer and a way to Maven Central, once.");
  }
}
