package dev.gamut.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;

/// A script with golden text: commands, and below each the exact lines it caused.
///
///     # Why this story is told. The first line of every file says it.
///
///     propose n1 hello
///     > n1 persists #3: 2/1 hello
///
/// Lines that begin with `#` and blank lines are for readers. `-Dgolden=rewrite` puts what happened
/// in the place of what was expected; whoever does that reads the difference before committing it.
public final class Story {
  /// Answers commands. One player plays one story from its beginning.
  @FunctionalInterface
  public interface Player {
    /// Does it and says what happened, one line each; every exception fails the story.
    List<String> play(StoryCommand command) throws Exception;
  }

  private static final String ANSWER = ">";
  private static final boolean REWRITE = "rewrite".equals(System.getProperty("golden"));

  private final Path file;
  private final List<String> lines;

  private Story(Path file, List<String> lines) {
    this.file = file;
    this.lines = lines;
  }

  /// A test for every `.txt` file of a directory below `src/test/resources`, in the order of names.
  public static Stream<DynamicTest> in(String directory, Supplier<Player> players) {
    Path root = Path.of("src", "test", "resources", directory);
    List<Path> files;
    try (Stream<Path> found = Files.list(root)) {
      files = found.filter(path -> path.toString().endsWith(".txt")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Assertions.assertFalse(files.isEmpty(), () -> "no stories in " + root.toAbsolutePath());
    return files.stream()
        .map(path -> DynamicTest.dynamicTest(nameOf(path), () -> read(path).run(players.get())));
  }

  /// Plays one story and says whether it went as it is told: for tests that plant a defect.
  public static boolean holds(String directory, String name, Player player) {
    try {
      read(Path.of("src", "test", "resources", directory, name + ".txt")).compare(player);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception | AssertionError e) {
      return false;
    }
  }

  private static String nameOf(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(0, name.length() - ".txt".length()).replace('-', ' ');
  }

  private static Story read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    Assertions.assertTrue(
        !lines.isEmpty() && lines.getFirst().startsWith("# "),
        () -> file + ": the first line says why");
    return new Story(file, lines);
  }

  private void run(Player player) throws Exception {
    if (REWRITE) {
      Files.write(file, play(player));
    } else {
      compare(player);
    }
  }

  private void compare(Player player) throws Exception {
    Assertions.assertEquals(
        String.join("\n", lines), String.join("\n", play(player)), () -> file.toString());
  }

  private List<String> play(Player player) {
    List<String> actual = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith(ANSWER)) {
        continue;
      }
      actual.add(line);
      if (!line.isBlank() && !line.startsWith("#")) {
        for (String answer : play(player, line, i + 1)) {
          actual.add(answer.isEmpty() ? ANSWER : ANSWER + " " + answer);
        }
      }
    }
    return actual;
  }

  private List<String> play(Player player, String line, int number) {
    try {
      return player.play(StoryCommand.parse(line));
    } catch (Exception | AssertionError e) {
      throw new AssertionError(file + ":" + number + ": " + line + ": " + e, e);
    }
  }
}
