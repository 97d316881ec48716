package dev.gamut.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--data`: which local cluster a command is about.
public final class DataOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder of the local cluster. Default: GAMUT_DATA, else .gamut in the checkout,"
              + " else .gamut here.")
  private @Nullable Path data;

  /// Whether commands find the folder without being told.
  public boolean isDefault() {
    return data == null;
  }

  public Path directory() {
    if (data != null) {
      return data.toAbsolutePath().normalize();
    }
    String variable = System.getenv("GAMUT_DATA");
    if (variable != null && !variable.isBlank()) {
      return Path.of(variable).toAbsolutePath().normalize();
    }
    return Path.of(System.getProperty("gamut.home", ""), ".gamut").toAbsolutePath().normalize();
  }
}
