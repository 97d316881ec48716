package dev.gamut.bench.etcd;

import dev.gamut.bench.peer.PeerUnavailableException;
import dev.gamut.bench.peer.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Finds or makes an etcd: one built before, else the newest one built from Go's module proxy, else
/// one on PATH, else Debian's package unpacked beside the cache. Nothing is installed into the
/// system.
final class EtcdInstall {
  /// `go install` refuses etcd's own module (it has replace directives), so a module of three lines
  /// imports its main.
  private static final String MAIN =
      """
      package main

      import (
      \t"os"

      \t"go.etcd.io/etcd/server/v3/etcdmain"
      )

      func main() { etcdmain.Main(os.Args) }
      """;

  private final Path cache;
  private final Consumer<String> progress;
  private final List<String> tried = new ArrayList<>();

  EtcdInstall(Path cache, Consumer<String> progress) {
    this.cache = cache;
    this.progress = progress;
  }

  Path find() throws IOException, InterruptedException {
    Path built = cache.resolve("etcd-go").resolve("etcd");
    Path unpacked = cache.resolve("etcd-debian").resolve("usr/bin/etcd");
    if (works(built)) {
      return built;
    }
    if (build(built)) {
      return built;
    }
    Path onPath = Programs.onPath("etcd");
    if (onPath != null && works(onPath)) {
      return onPath;
    }
    tried.add("no etcd on PATH");
    if (works(unpacked) || (unpack(unpacked) && works(unpacked))) {
      return unpacked;
    }
    throw new PeerUnavailableException(
        "there is no etcd here, and none could be had: "
            + String.join("; ", tried)
            + ". Put an etcd on PATH, or Go 1.24 or newer with a way to its module proxy.");
  }

  private boolean build(Path etcd) throws IOException, InterruptedException {
    Path go = Programs.onPath("go");
    if (go == null) {
      tried.add("no Go on PATH to build it with");
      return false;
    }
    progress.accept("building the newest etcd with Go, once (about a minute)");
    Path folder = Files.createDirectories(etcd.resolveSibling("source"));
    Files.writeString(folder.resolve("main.go"), MAIN);
    Files.writeString(folder.resolve("go.mod"), "module gamut/peer/etcd\n");
    List<String> get = List.of(go.toString(), "get", "go.etcd.io/etcd/server/v3@latest");
    List<String> make = List.of(go.toString(), "build", "-o", etcd.toString(), ".");
    if (Programs.run(folder, get) && Programs.run(folder, make) && works(etcd)) {
      return true;
    }
    tried.add("Go could not build it (log: " + folder.resolve("log") + ")");
    return false;
  }

  private boolean unpack(Path etcd) throws IOException, InterruptedException {
    if (Programs.onPath("apt-get") == null || Programs.onPath("dpkg-deb") == null) {
      tried.add("no apt-get to take Debian's package with");
      return false;
    }
    progress.accept("unpacking Debian's etcd-server");
    Path root = cache.resolve("etcd-debian");
    Path folder = Files.createDirectories(root.resolve("package"));
    if (Programs.run(folder, List.of("apt-get", "download", "etcd-server"))) {
      try (var packages = Files.newDirectoryStream(folder, "etcd-server_*.deb")) {
        for (Path file : packages) {
          if (Programs.run(folder, List.of("dpkg-deb", "-x", file.toString(), root.toString()))) {
            return Files.isExecutable(etcd);
          }
        }
      }
    }
    tried.add("Debian's package could not be had (log: " + folder.resolve("log") + ")");
    return false;
  }

  private static boolean works(Path etcd) throws IOException, InterruptedException {
    if (!Files.isExecutable(etcd)) {
      return false;
    }
    Process process =
        new ProcessBuilder(etcd.toString(), "--version")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return Programs.succeeds(process, 20);
  }
}
