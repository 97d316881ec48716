package dev.gamut.cli.data;

import dev.gamut.base.Bytes;
import dev.gamut.model.Key;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A table and a key in it.
final class KeyOptions {
  @Parameters(index = "0", paramLabel = "TABLE", description = "The table's name.")
  private String table = "";

  @Parameters(index = "1", paramLabel = "KEY", description = "The partition key, as text.")
  private String key = "";

  @Option(names = "--sort", paramLabel = "KEY", description = "The sort key. Default: none.")
  private @Nullable String sort;

  String table() {
    return table;
  }

  Key key() {
    return new Key(Bytes.utf8(key), sort == null ? Bytes.EMPTY : Bytes.utf8(sort));
  }
}
