package dev.gamut.cli;

import dev.gamut.real.store.RocksLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Does once, when the launcher builds, what would otherwise be done at every start: renews the
/// class files of picocli, and unpacks the native code of RocksDB.
///
/// Takes the build's folder of libraries, and the one for native code, which it makes.
final class Preparation {
  private Preparation() {}

  public static void main(String[] arguments) throws IOException {
    RocksLibrary.unpackInto(Path.of(arguments[1]));
    for (Path jar : jars(Path.of(arguments[0]))) {
      if (jar.getFileName().toString().startsWith("picocli-")) {
        Renewal.renew(jar);
      }
    }
  }

  private static List<Path> jars(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }
}
