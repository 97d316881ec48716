package dev.gamut.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A line of a [Story]: a name, then words, and options of the form `name=value`, in any order.
public record StoryCommand(String name, List<String> words, Map<String, String> options) {
  static StoryCommand parse(String line) {
    String[] tokens = line.strip().split("\\s+", -1);
    List<String> words = new ArrayList<>();
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 1; i < tokens.length; i++) {
      int equals = tokens[i].indexOf('=');
      if (equals > 0) {
        options.put(tokens[i].substring(0, equals), tokens[i].substring(equals + 1));
      } else {
        words.add(tokens[i]);
      }
    }
    return new StoryCommand(tokens[0], words, options);
  }

  public String word(int position) {
    if (position >= words.size()) {
      throw new IllegalArgumentException(name + " needs word " + (position + 1));
    }
    return words.get(position);
  }

  public String option(String option, String otherwise) {
    return options.getOrDefault(option, otherwise);
  }

  public long number(String option, long otherwise) {
    String value = options.get(option);
    return value == null ? otherwise : Long.parseLong(value);
  }

  public boolean has(String word) {
    return words.contains(word);
  }
}
