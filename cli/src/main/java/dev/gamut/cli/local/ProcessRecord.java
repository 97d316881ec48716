package dev.gamut.cli.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// Which process a node is: its id, and when that began. Ids are used again; the two together are
/// not, so a signal never reaches a stranger that got a dead node's id.
record ProcessRecord(long id, String birth) {
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  /// The place of the start time among the fields after the name (proc(5) counts it as the 22nd).
  private static final int BIRTH = 19;

  static ProcessRecord of(ProcessHandle process) throws IOException {
    return new ProcessRecord(process.pid(), birth(process).orElse("gone"));
  }

  static Optional<ProcessRecord> read(Path file) throws IOException {
    try {
      String[] parts = Files.readString(file).strip().split(" ", 2);
      return Optional.of(new ProcessRecord(Long.parseLong(parts[0]), parts[parts.length - 1]));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (NumberFormatException malformed) {
      throw new IOException(file + " names no process", malformed);
    }
  }

  void write(Path file) throws IOException {
    Files.writeString(file, id + " " + birth + "\n");
  }

  /// The process itself, if it still is that one and has not ended.
  Optional<ProcessHandle> process() throws IOException {
    Optional<ProcessHandle> found = ProcessHandle.of(id).filter(ProcessHandle::isAlive);
    if (found.isEmpty() || !birth(found.get()).equals(Optional.of(birth))) {
      return Optional.empty();
    }
    return isDead() ? Optional.empty() : found;
  }

  /// Whether nothing is left of it but its exit code, which its parent may never ask for. A process
  /// whose first thread has ended may have others that still hold its files and ports.
  private boolean isDead() throws IOException {
    if (state(id) != 'Z') {
      return false;
    }
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(id), "task"))) {
      return threads.count() <= 1;
    } catch (NoSuchFileException _) {
      return true;
    }
  }

  boolean isPaused() throws IOException {
    return state(id) == 'T';
  }

  /// On Linux the kernel's own start time, in ticks since a named boot: unlike a date it does not
  /// move when the clock is set.
  private static Optional<String> birth(ProcessHandle process) throws IOException {
    Optional<String> stat = stat(process.pid());
    if (stat.isPresent()) {
      String boot = Files.exists(BOOT) ? Files.readString(BOOT).strip().substring(0, 8) : "boot";
      return Optional.of(boot + "+" + stat.get().split(" ", -1)[BIRTH]);
    }
    return process.info().startInstant().map(instant -> "t" + instant.toEpochMilli());
  }

  /// The kernel's letter for what the process does; a space where there is no way to know.
  private static char state(long id) throws IOException {
    return stat(id).map(text -> text.charAt(0)).orElseGet(() -> stateByPs(id));
  }

  /// What follows the name in `/proc/ID/stat`; the name is in brackets and may hold anything.
  private static Optional<String> stat(long id) throws IOException {
    try {
      String text = Files.readString(Path.of("/proc", Long.toString(id), "stat"));
      return Optional.of(text.substring(text.lastIndexOf(')') + 2));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException gone) {
      // A process that ends between open and read.
      if (ProcessHandle.of(id).isEmpty()) {
        return Optional.empty();
      }
      throw gone;
    }
  }

  private static char stateByPs(long id) {
    try {
      Process ps = new ProcessBuilder("ps", "-o", "state=", "-p", Long.toString(id)).start();
      String answer =
          new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
      return answer.isEmpty() ? ' ' : answer.charAt(0);
    } catch (IOException _) {
      return ' ';
    }
  }
}
