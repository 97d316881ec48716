package dev.gamut.cli.data;

import dev.gamut.base.Bytes;
import dev.gamut.cli.CommandException;
import dev.gamut.model.Limits;
import dev.gamut.model.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Values as people type them: as they are, `@FILE` for what is in a file, `-` for what comes in.
final class Values {
  private Values() {}

  /// What a value is to be.
  enum As {
    /// A document if it is a JSON object or array, otherwise bytes.
    LOOKS,
    DOCUMENT,
    BYTES
  }

  static Value typed(String text, As as) throws IOException {
    Bytes bytes =
        text.equals("-")
            ? read(System.in, "standard input")
            : text.startsWith("@") ? file(Path.of(text.substring(1))) : Bytes.utf8(text);
    return switch (as) {
      case BYTES -> Value.bytes(bytes);
      case LOOKS ->
          looksLikeDocument(bytes) && Documents.trouble(bytes) == null
              ? new Value(Value.Kind.DOCUMENT, bytes)
              : Value.bytes(bytes);
      case DOCUMENT -> {
        String trouble = Documents.trouble(bytes);
        if (trouble != null) {
          throw CommandException.usage(
              "the value is no JSON document: " + trouble,
              "Leave out --document to store it as it is.");
        }
        yield new Value(Value.Kind.DOCUMENT, bytes);
      }
    };
  }

  private static boolean looksLikeDocument(Bytes bytes) {
    return !bytes.isEmpty() && (bytes.get(0) == '{' || bytes.get(0) == '[');
  }

  private static Bytes file(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw CommandException.usage(path + " is a folder", "A value @FILE names a file.");
    }
    try (InputStream in = Files.newInputStream(path)) {
      return read(in, path.toString());
    } catch (NoSuchFileException _) {
      throw CommandException.usage(
          "there is no file " + path, "A value that begins with @ names a file.");
    }
  }

  /// No more than one byte above the limit, so that a wrong file is refused before it fills memory.
  private static Bytes read(InputStream in, String name) throws IOException {
    byte[] bytes = in.readNBytes(Limits.VALUE_SIZE_MAX + 1);
    if (bytes.length > Limits.VALUE_SIZE_MAX) {
      throw CommandException.usage(
          "%s has more than %d bytes, which is the limit of a value"
              .formatted(name, Limits.VALUE_SIZE_MAX),
          "Cut it into parts under keys of their own.");
    }
    return Bytes.wrap(bytes);
  }
}
