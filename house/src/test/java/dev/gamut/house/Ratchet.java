package dev.gamut.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What is larger than we want and was there before: listed with its size in a committed file, and
/// allowed to shrink only. `-Dratchet.write=true` writes the file anew; the diff is for a reviewer.
final class Ratchet {
  private final Path file;
  private final String remedy;

  Ratchet(String name, String remedy) {
    file = Path.of(name).toAbsolutePath();
    this.remedy = remedy;
  }

  /// What is wrong with these sizes: each is new on the list, or has grown.
  List<String> judge(Map<String, Integer> sizes) throws IOException {
    if (Boolean.getBoolean("ratchet.write")) {
      write(sizes);
    }
    Map<String, Integer> allowed = read();
    List<String> complaints = new ArrayList<>();
    for (Map.Entry<String, Integer> entry : sizes.entrySet()) {
      Integer limit = allowed.get(entry.getKey());
      if (limit == null) {
        complaints.add(
            "%s has %d lines: %s (or list it in %s and say why in the commit)"
                .formatted(entry.getKey(), entry.getValue(), remedy, file.getFileName()));
      } else if (entry.getValue() > limit) {
        complaints.add(
            "%s grew from %d to %d lines: %s"
                .formatted(entry.getKey(), limit, entry.getValue(), remedy));
      }
    }
    return complaints;
  }

  private Map<String, Integer> read() throws IOException {
    Map<String, Integer> allowed = new TreeMap<>();
    for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
      int space = line.indexOf(' ');
      if (space > 0 && !line.startsWith("#")) {
        int size = Integer.parseInt(line.substring(0, space));
        allowed.put(line.substring(space + 1), size);
      }
    }
    return allowed;
  }

  private void write(Map<String, Integer> sizes) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("# Lines of what is larger than we want. May only shrink; see Ratchet.");
    new TreeMap<>(sizes).forEach((name, size) -> lines.add(size + " " + name));
    Files.write(file, lines);
  }
}
