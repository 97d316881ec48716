package dev.gamut.real.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/// The store's native code. Left in its jar it is unpacked at every start, into a temporary file of
/// 17 MB that a killed process leaves behind.
public final class RocksLibrary {
  private RocksLibrary() {}

  /// Puts it into a folder that processes name in `java.library.path`.
  public static void unpackInto(Path folder) throws IOException {
    String name = Environment.getJniLibraryFileName("rocksdb");
    try (InputStream packed = RocksDB.class.getResourceAsStream("/" + name)) {
      if (packed == null) {
        throw new IOException("there is no " + name + " in RocksDB's jar");
      }
      Files.createDirectories(folder);
      Files.copy(packed, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
