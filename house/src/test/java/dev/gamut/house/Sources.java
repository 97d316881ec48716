package dev.gamut.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/// The text files of the checkout.
final class Sources {
  /// Surefire runs a module's tests in that module's folder.
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Set<String> NOT_OURS = Set.of("target", ".git", ".gamut", ".idea");

  private Sources() {}

  /// One file, by its path from the root, with its lines.
  record Source(String path, List<String> lines) {
    boolean isJava() {
      return path.endsWith(".java");
    }

    boolean isTest() {
      return path.contains("/src/test/");
    }
  }

  static List<Source> all() {
    List<Path> paths = new ArrayList<>();
    try {
      Files.walkFileTree(ROOT, new TextFiles(paths));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    Collections.sort(paths);
    return paths.stream().map(Sources::read).toList();
  }

  static List<Source> java() {
    return all().stream().filter(Source::isJava).toList();
  }

  private static Source read(Path path) {
    try {
      String relative = ROOT.relativize(path).toString().replace('\\', '/');
      return new Source(relative, Files.readAllLines(path, StandardCharsets.UTF_8));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static final class TextFiles extends SimpleFileVisitor<Path> {
    private static final Set<String> ENDINGS =
        Set.of("java", "md", "xml", "sh", "proto", "yml", "yaml", "js", "css", "html");

    private final List<Path> found;

    TextFiles(List<Path> found) {
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      boolean skip = NOT_OURS.contains(folder.getFileName().toString());
      return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String name = file.getFileName().toString();
      String ending = name.substring(name.lastIndexOf('.') + 1);
      boolean script = name.equals("gamut") || file.endsWith(Path.of(".ci", "run"));
      if (attributes.isRegularFile() && (script || ENDINGS.contains(ending))) {
        found.add(file);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
