package dev.gamut.bench.checker;

import dev.gamut.bench.peer.PeerUnavailableException;
import dev.gamut.bench.peer.Programs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/// Porcupine, a linearizability checker in Go: the newest, built once into a cache with a small
/// program (`main.go` beside this class) that gives it the same files and the models of its own
/// tests.
public final class Porcupine {
  private static final String MODULE = "github.com/anishathalye/porcupine";

  private final Path binary;

  private Porcupine(Path binary) {
    this.binary = binary;
  }

  /// @param cache where what is built is kept
  /// @param progress told of what takes long
  /// @throws PeerUnavailableException when it cannot be had here
  public static Porcupine find(Path cache, Consumer<String> progress)
      throws IOException, InterruptedException {
    Path folder = Files.createDirectories(cache.resolve("porcupine"));
    Path binary = folder.resolve("porcupine");
    Path main = folder.resolve("main.go");
    String source = source();
    if (Files.isExecutable(binary) && Files.readString(main).equals(source)) {
      return new Porcupine(binary);
    }
    Path go = Programs.onPath("go");
    if (go == null) {
      throw new PeerUnavailableException(
          "there is no Go on PATH to build Porcupine with. Install Go 1.24 or newer.");
    }
    progress.accept("building the newest Porcupine with Go, once");
    Files.deleteIfExists(binary);
    Files.writeString(main, source);
    Files.writeString(folder.resolve("go.mod"), "module gamut/peer/porcupine\n");
    List<String> get = List.of(go.toString(), "get", MODULE + "@latest");
    List<String> make = List.of(go.toString(), "build", "-o", binary.toString(), ".");
    if (!Programs.run(folder, get) || !Programs.run(folder, make)) {
      throw new PeerUnavailableException(
          "Go could not build Porcupine (log: "
              + folder.resolve("log")
              + "). It needs a way to Go's module proxy.");
    }
    return new Porcupine(binary);
  }

  private static String source() throws IOException {
    String name = "/dev/gamut/bench/porcupine/main.go";
    try (InputStream in = Objects.requireNonNull(Porcupine.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// Judges files, one after another in one process.
  ///
  /// @param seconds when to give up on a file
  /// @param runs how often each is judged; the median counts
  List<Judged> judge(String model, double seconds, int runs, List<Path> files)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(binary.toString(), model));
    command.add(String.format(Locale.ROOT, "%.3f", seconds));
    command.add(String.valueOf(runs));
    files.forEach(file -> command.add(file.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (InputStream out = process.getInputStream()) {
      String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException(
            "Porcupine could not read a history (exit " + process.exitValue() + ")");
      }
      return said.lines().map(Porcupine::judged).toList();
    } finally {
      process.destroyForcibly();
    }
  }

  private static Judged judged(String line) {
    String[] words = line.split(" ", -1);
    Judged.Answer answer =
        switch (words[0]) {
          case "Ok" -> Judged.Answer.RIGHT;
          case "Illegal" -> Judged.Answer.WRONG;
          default -> Judged.Answer.UNDECIDED;
        };
    return new Judged(answer, Double.parseDouble(words[1]));
  }
}
