package dev.gamut.server.config;

import static dev.gamut.base.Invariant.require;

import java.nio.file.Path;

/// Where a node logs, and how much of it is kept: at most `filesMax` times `fileMebibytesMax`, and
/// less, because older files are packed.
///
/// @param file the newest; older ones lie beside it, as `FILE.1.gz` and so on
/// @param fileMebibytesMax beyond which a new file is begun
/// @param filesMax how many there are, the newest among them
public record LogConfig(Path file, int fileMebibytesMax, int filesMax) {
  static final int FILE_MEBIBYTES_MAX = 1024;
  static final int FILES_MIN = 2;
  static final int FILES_MAX = 20;

  public LogConfig {
    require(
        fileMebibytesMax >= 1 && fileMebibytesMax <= FILE_MEBIBYTES_MAX,
        "log.fileMebibytesMax is %d, not from 1 to %d",
        fileMebibytesMax,
        FILE_MEBIBYTES_MAX);
    require(
        filesMax >= FILES_MIN && filesMax <= FILES_MAX,
        "log.filesMax is %d, not from %d to %d",
        filesMax,
        FILES_MIN,
        FILES_MAX);
  }

  /// Eight files of 16 MiB.
  public static LogConfig of(Path file) {
    return new LogConfig(file, 16, 8);
  }

  public long fileBytesMax() {
    return (long) fileMebibytesMax << 20;
  }
}
