package dev.gamut.bench.cassandra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.bench.peer.PeerUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class Java17Test {
  @TempDir private Path folder;

  private Path java(String home, String version) throws IOException {
    Path java = folder.resolve(home).resolve("bin/java");
    Files.createDirectories(java.getParent());
    Files.createFile(java);
    assertTrue(java.toFile().setExecutable(true));
    Files.writeString(
        folder.resolve(home).resolve("release"),
        "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    return java;
  }

  @Test
  void the17AmongOthersIsFound() throws IOException {
    java("a-21", "21.0.1");
    java("b-170", "170");
    Path wanted = java("c-17", "17.0.15");
    assertEquals(wanted, Java17.find(List.of(), List.of(folder.resolve("no"), folder)));
  }

  @Test
  void whatIsNamedComesFirst() throws IOException {
    java("jvms/a-17", "17");
    Path named = java("named", "17.0.1");
    assertEquals(
        named, Java17.find(List.of(folder.resolve("named")), List.of(folder.resolve("jvms"))));
  }

  @Test
  void aJavaOfAMacLiesDeeper() throws IOException {
    Path wanted = java("temurin-17.jdk/Contents/Home", "17.0.2");
    assertEquals(wanted, Java17.find(List.of(), List.of(folder)));
  }

  @Test
  void withoutOneTheMessageSaysWhereItLookedAndWhatHelps() throws IOException {
    java("a-25", "25.0.1");
    Files.delete(java("b-17", "17").resolveSibling("java"));
    PeerUnavailableException missing =
        assertThrows(PeerUnavailableException.class, () -> Java17.find(List.of(), List.of(folder)));
    String message = String.valueOf(missing.getMessage());
    assertTrue(message.contains("Java 17"), message);
    assertTrue(message.contains(folder.toString()), message);
    assertTrue(message.contains("set JAVA17_HOME"), message);
  }
}
