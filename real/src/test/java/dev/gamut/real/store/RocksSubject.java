package dev.gamut.real.store;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.real.ThreadWorker;
import dev.gamut.storage.Store;
import dev.gamut.storage.TestLoop;
import dev.gamut.world.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/// A store in a directory that is opened, ended in several ways, and opened again.
final class RocksSubject implements AutoCloseable {
  static final RocksConfig TINY = RocksConfig.small().withWriteBufferBytes(64 << 10);

  private final Path parent;
  private final RocksStore.Doors doors;
  private final ThreadWorker reader;
  private final ThreadWorker writer;
  private Path directory;
  private int crashes;

  RocksSubject(Path parent, TestLoop loop) {
    this.parent = parent;
    directory = parent.resolve("store");
    reader = worker("reader");
    writer = worker("writer");
    doors = new RocksStore.Doors(loop, (Clock) loop, reader, writer);
  }

  private static ThreadWorker worker(String name) {
    return new ThreadWorker(
        name,
        1000,
        (where, cause) -> {
          throw new AssertionError(where, cause);
        });
  }

  static Bytes key(int number) {
    return Bytes.utf8("key %06d".formatted(number));
  }

  static Bytes noise(Entropy entropy, int length) {
    byte[] noise = new byte[length];
    for (int i = 0; i < length; i++) {
      noise[i] = (byte) entropy.nextLong();
    }
    return Bytes.wrap(noise);
  }

  RocksStore open() throws IOException {
    return open(TINY);
  }

  RocksStore open(RocksConfig config) throws IOException {
    return RocksStore.open(directory, config, doors);
  }

  Path directory() {
    return directory;
  }

  /// Every other crash goes on with a copy of the files as they were while the store was open, the
  /// others with what an end without a flush leaves.
  void crash(Store store) throws Exception {
    RocksStore rocks = (RocksStore) store;
    if (crashes++ % 2 == 0) {
      rocks.end();
      return;
    }
    rocks.database().pauseBackgroundWork();
    Path copy = parent.resolve("after-crash-" + crashes);
    copyTo(copy);
    rocks.database().continueBackgroundWork();
    rocks.end();
    directory = copy;
  }

  private void copyTo(Path copy) throws IOException {
    Files.createDirectory(copy);
    List<Path> files;
    try (Stream<Path> listed = Files.list(directory)) {
      files = listed.toList();
    }
    for (Path file : files) {
      Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  void beginStall(Store store) throws Exception {
    ((RocksStore) store).database().pauseBackgroundWork();
  }

  void endStall(Store store) throws Exception {
    ((RocksStore) store).database().continueBackgroundWork();
  }

  @Override
  public void close() {
    reader.close();
    writer.close();
  }
}
