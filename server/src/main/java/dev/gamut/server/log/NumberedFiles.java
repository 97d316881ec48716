package dev.gamut.server.log;

import ch.qos.logback.core.rolling.RollingPolicyBase;
import ch.qos.logback.core.rolling.RolloverFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPOutputStream;

/// Puts a full log aside: `node.log` becomes `node.log.1.gz`, what was that `node.log.2.gz`, and so
/// on; the oldest goes. While it is packed it is `node.log.1`, and stays so when the process ends
/// meanwhile.
final class NumberedFiles extends RollingPolicyBase {
  private static final String PACKED = ".gz";

  private final Path log;
  private final int countMax;

  /// @param countMax of files, the log itself among them
  NumberedFiles(Path log, int countMax) {
    this.log = log;
    this.countMax = countMax;
  }

  private Path numbered(int number, String suffix) {
    return log.resolveSibling(log.getFileName() + "." + number + suffix);
  }

  @Override
  public void rollover() throws RolloverFailure {
    try {
      Files.deleteIfExists(numbered(countMax - 1, ""));
      Files.deleteIfExists(numbered(countMax - 1, PACKED));
      for (int number = countMax - 2; number > 0; number--) {
        move(numbered(number, ""), numbered(number + 1, ""));
        move(numbered(number, PACKED), numbered(number + 1, PACKED));
      }
      move(log, numbered(1, ""));
      pack(numbered(1, ""), numbered(1, PACKED));
    } catch (IOException e) {
      throw new RolloverFailure("the log " + log + " cannot be put aside", e);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    if (Files.exists(from)) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void pack(Path whole, Path packed) throws IOException {
    Path draft = log.resolveSibling(log.getFileName() + ".packing");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(draft), 1 << 16)) {
      Files.copy(whole, out);
    }
    Files.move(draft, packed, StandardCopyOption.ATOMIC_MOVE);
    Files.delete(whole);
  }

  @Override
  public String getActiveFileName() {
    return log.toString();
  }
}
