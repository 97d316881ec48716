package dev.gamut.real.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Makes sure that a directory is a store of ours, or empty, before RocksDB touches it. RocksDB by
/// itself would make a new, empty database of a directory that has lost its `CURRENT`, and then
/// delete the tables that it no longer knows.
///
/// A file beside RocksDB's own says whose the directory is. It is written after RocksDB has made
/// its files; so where it is missing there may be the remains of a first start that was cut short,
/// but never a table.
final class StoreDirectory {
  private static final String MARK = "GAMUT-STORE";
  private static final String CONTENT = "A store of Gamut, format 2.\n";
  private static final Pattern MADE_AT_FIRST_START =
      Pattern.compile(
          Reserve.NAME
              + "|LOCK|LOG.*|IDENTITY|CURRENT|MANIFEST-\\d+|OPTIONS-.*|.*\\.dbtmp|GAMUT-STORE\\.new"
              + "|lost\\+found");
  private static final Pattern LOG = Pattern.compile("\\d+\\.log");

  private final Path path;

  private StoreDirectory(Path path) {
    this.path = path;
  }

  static StoreDirectory check(Path path) throws IOException {
    StoreDirectory directory = new StoreDirectory(path);
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new StoreUnusableException(path + " is not a directory");
    }
    Files.createDirectories(path);
    if (Files.exists(path.resolve(MARK))) {
      directory.checkOurs();
    } else {
      directory.checkUnused();
    }
    return directory;
  }

  private void checkOurs() throws IOException {
    String content = Files.readString(path.resolve(MARK), StandardCharsets.UTF_8);
    if (!content.equals(CONTENT)) {
      throw new StoreUnusableException(
          "%s holds a store that this version cannot read: expected \"%s\" in %s, found \"%s\"."
                  .formatted(path, CONTENT.strip(), MARK, content.strip())
              + " Start the version of Gamut that wrote it, or give this node an empty directory");
    }
    if (!Files.exists(path.resolve("CURRENT"))) {
      throw new StoreUnusableException(
          path
              + " holds a damaged store: the file CURRENT is missing. Restore the directory, or"
              + " remove this node and add it as a new one");
    }
  }

  private void checkUnused() throws IOException {
    List<Path> files;
    try (Stream<Path> listed = Files.list(path)) {
      files = listed.sorted().toList();
    }
    for (Path file : files) {
      if (!isMadeAtFirstStart(file)) {
        throw new StoreUnusableException(
            "%s is neither empty nor a store of Gamut: it holds %s but no %s. Give the node a"
                    .formatted(path, file.getFileName(), MARK)
                + " directory of its own");
      }
    }
  }

  /// The log of RocksDB is always empty, because we write past it: one that is not is another's.
  private static boolean isMadeAtFirstStart(Path file) throws IOException {
    String name = file.getFileName().toString();
    return MADE_AT_FIRST_START.matcher(name).matches()
        || (LOG.matcher(name).matches() && Files.size(file) == 0);
  }

  /// Marks the directory as ours, durably; the store exists from here on.
  void mark() throws IOException {
    Path mark = path.resolve(MARK);
    if (Files.exists(mark)) {
      return;
    }
    Path draft = path.resolve(MARK + ".new");
    Files.writeString(draft, CONTENT, StandardCharsets.UTF_8);
    sync(draft);
    Files.move(draft, mark, StandardCopyOption.ATOMIC_MOVE);
    sync(path);
  }

  private static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
