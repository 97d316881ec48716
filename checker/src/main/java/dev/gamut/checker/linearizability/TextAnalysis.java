package dev.gamut.checker.linearizability;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What can be known about the operations on a key that is appended to before any order is tried.
///
/// Every string that was seen is one that was put, or nothing, with appended ones behind it. Where
/// it can be parted in one way only, and only one operation appended a part of it, that operation
/// certainly took effect, in time, and exactly behind the parts before it. What is appended and is
/// no part of anything that was seen leaves something that nobody saw, as does all that is appended
/// behind that.
///
/// Strings are parted in order, and what one has in common with the one before it is parted once.
final class TextAnalysis {
  private static final int BASE = 0;

  private final List<TextStep> steps;
  private final Sights sights;

  /// The operations that append each string, and those that put it.
  private final Map<String, List<TextStep>> appends = new HashMap<>();

  private final Map<String, List<TextStep>> puts = new HashMap<>();
  private final int[] sizes;
  private final List<List<Integer>> baseSizes = new ArrayList<>();
  private final Set<String> parts = new HashSet<>();

  /// For each length of the string at hand, in how many ways so much of it can be had (2 for more),
  /// and the size of the last part of one of them, [#BASE] where it was put as a whole.
  private int[] ways;

  private int[] lastPart;

  TextAnalysis(List<TextStep> steps, Sights sights) {
    this.steps = steps;
    this.sights = sights;
    int longest = 0;
    for (int i = 0; i < sights.count(); i++) {
      baseSizes.add(new ArrayList<>());
      longest = Math.max(longest, sights.get(i).length());
    }
    ways = new int[longest + 1];
    lastPart = new int[longest + 1];
    for (TextStep step : steps) {
      if (step.kind == TextStep.Kind.APPEND) {
        appends.computeIfAbsent(step.value, _ -> new ArrayList<>()).add(step);
      } else if (step.replaces()) {
        puts.computeIfAbsent(step.value, _ -> new ArrayList<>()).add(step);
      }
    }
    sizes = appends.keySet().stream().mapToInt(String::length).distinct().sorted().toArray();
  }

  void run() {
    for (String put : puts.keySet()) {
      Span in = sights.of(put).in();
      for (int i = in.from(); i < in.to() && !put.isEmpty(); i++) {
        baseSizes.get(i).add(put.length());
      }
    }
    Map<String, TextStep> firstWanting = firstWanting();
    for (int i = 0; i < sights.count(); i++) {
      String seen = sights.get(i);
      part(i, sights.commonWithPrevious(i));
      TextStep witness = firstWanting.get(seen);
      if (witness != null && ways[seen.length()] == 1) {
        conclude(i, witness);
      } else if (witness != null && ways[seen.length()] == 0) {
        witness.impossible = true;
      }
    }
    appends.forEach((text, by) -> by.forEach(each -> each.unseen = !parts.contains(text)));
  }

  /// For each string the operation, among those that certainly found it, that did so first.
  private Map<String, TextStep> firstWanting() {
    Map<String, TextStep> first = new HashMap<>();
    for (TextStep step : steps) {
      if (step.wants() && !step.optional()) {
        first.merge(step.wanted, step, (a, b) -> b.deadline < a.deadline ? b : a);
      }
    }
    return first;
  }

  private void part(int index, int known) {
    String seen = sights.get(index);
    if (index == 0) {
      ways[0] = 1;
      lastPart[0] = BASE;
    }
    int from = Math.max(1, known + 1);
    Arrays.fill(ways, from, seen.length() + 1, 0);
    for (int size : baseSizes.get(index)) {
      if (size >= from) {
        ways[size] = 1;
        lastPart[size] = BASE;
      }
    }
    for (int end = from; end <= seen.length(); end++) {
      for (int size : sizes) {
        if (size <= end && ways[end - size] > 0) {
          String part = seen.substring(end - size, end);
          if (appends.containsKey(part)) {
            parts.add(part);
            ways[end] = Math.min(2, ways[end] + ways[end - size]);
            lastPart[end] = size;
          }
        }
      }
    }
  }

  private void conclude(int index, TextStep witness) {
    String seen = sights.get(index);
    int end = seen.length();
    while (lastPart[end] != BASE) {
      int begin = end - lastPart[end];
      List<TextStep> by = appends.getOrDefault(seen.substring(begin, end), List.of());
      if (by.size() == 1 && !pin(by.getFirst(), sights.prefix(index, begin), witness)) {
        return;
      }
      end = begin;
    }
    List<TextStep> by = puts.getOrDefault(seen.substring(0, end), List.of());
    if (end > 0 && by.size() == 1) {
      hasten(by.getFirst(), witness);
    }
  }

  /// @return false when all of this had been found before
  private static boolean pin(TextStep append, Sights.Prefix after, TextStep witness) {
    Sights.Prefix known = append.onlyAfter;
    if (known.isSeen() && !known.equals(after)) {
      witness.impossible = true;
    }
    boolean isNew = !known.isSeen() || append.deadline > witness.deadline;
    append.onlyAfter = after;
    hasten(append, witness);
    return isNew;
  }

  private static void hasten(TextStep step, TextStep witness) {
    if (step == witness) {
      return;
    }
    if (step.call > witness.deadline) {
      witness.impossible = true;
    } else {
      step.deadline = Math.min(step.deadline, witness.deadline);
    }
  }
}
