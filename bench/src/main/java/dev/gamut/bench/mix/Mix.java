package dev.gamut.bench.mix;

import static dev.gamut.base.Invariant.require;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/// Which operations a load consists of, in which shares.
///
/// @param shares of each kind, in any unit
public record Mix(Map<Kind, Integer> shares) {
  /// One kind of operation.
  public enum Kind {
    PUT,
    GET,
    DELETE;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Mix {
    shares = new EnumMap<>(shares);
    require(sum(shares) > 0, "a mix of nothing: %s", shares);
  }

  /// Reads `put=50,get=50`; the numbers need not make a hundred.
  public static Mix parse(String text) {
    Map<Kind, Integer> shares = new EnumMap<>(Kind.class);
    for (String part : text.split(",", -1)) {
      String[] pair = part.split("=", -1);
      require(pair.length == 2, "'%s' in the mix is not of the form put=50", part);
      require(
          pair[1].strip().matches("[0-9]{1,6}"), "'%s' in the mix has no share from 0 on", part);
      shares.merge(kind(pair[0].strip()), Integer.parseInt(pair[1].strip()), Integer::sum);
    }
    return new Mix(shares);
  }

  private static Kind kind(String label) {
    List<String> known = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      if (kind.label().equals(label)) {
        return kind;
      }
      known.add(kind.label());
    }
    throw new IllegalArgumentException(
        "no operation '" + label + "' in a mix: " + String.join(", ", known));
  }

  private static int sum(Map<Kind, Integer> shares) {
    return shares.values().stream().mapToInt(Integer::intValue).sum();
  }

  Kind choose(SplittableRandom random) {
    int at = random.nextInt(sum(shares));
    for (Map.Entry<Kind, Integer> share : shares.entrySet()) {
      at -= share.getValue();
      if (at < 0) {
        return share.getKey();
      }
    }
    throw new IllegalStateException("shares that are less than their sum");
  }

  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    shares.forEach((kind, share) -> parts.add(kind.label() + "=" + share));
    return String.join(",", parts);
  }
}
