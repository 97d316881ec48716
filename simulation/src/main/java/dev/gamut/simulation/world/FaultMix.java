package dev.gamut.simulation.world;

import dev.gamut.base.Entropy;
import dev.gamut.base.Invariant;
import java.util.EnumMap;
import java.util.Map;

/// Which faults a run suffers, and how often. Mixes are drawn as a swarm (Groce et al. 2012): every
/// seed leaves most kinds out, because a fault that always happens hides what only happens without
/// it.
///
/// @param rates by kind, as its measure says; a kind that is missing never happens
public record FaultMix(Map<FaultKind, Double> rates) {
  /// One seed in so many has no faults at all, and one each only what is aimed at leaders: those
  /// schedules take several steps, which other faults would disturb.
  private static final int SPECIAL_ONE_IN = 10;

  public FaultMix {
    EnumMap<FaultKind, Double> copy = new EnumMap<>(FaultKind.class);
    rates.forEach((kind, rate) -> putChecked(copy, kind, rate));
    rates = java.util.Collections.unmodifiableMap(copy);
  }

  public static FaultMix quiet() {
    return new FaultMix(Map.of());
  }

  /// Draws a mix: none, a few or many kinds, each from rare to its highest rate.
  public static FaultMix drawn(Entropy entropy) {
    Map<FaultKind, Double> rates = new EnumMap<>(FaultKind.class);
    switch (entropy.below(SPECIAL_ONE_IN)) {
      case 0 -> {
        return quiet();
      }
      case 1 -> {
        return only(FaultKind.LEADER_OUTLIVED);
      }
      case 2 -> {
        return only(FaultKind.LEADER_CHASED);
      }
      default -> {}
    }
    double share = entropy.between(5, 60) / 100.0;
    for (FaultKind kind : FaultKind.values()) {
      if (kind.measure() != FaultKind.Measure.CONSEQUENCE && entropy.chance(share)) {
        double part = entropy.between(1, 1000) / 1000.0;
        rates.put(kind, kind.rateMax() * part * part);
      }
    }
    return new FaultMix(rates);
  }

  private static FaultMix only(FaultKind kind) {
    return quiet().with(kind, kind.rateMax());
  }

  /// Whether it has this kind and no other.
  public boolean isOnly(FaultKind kind) {
    return rates.size() == 1 && rates.containsKey(kind);
  }

  /// Every kind at a part of its highest rate.
  public static FaultMix everything(double part) {
    Map<FaultKind, Double> rates = new EnumMap<>(FaultKind.class);
    for (FaultKind kind : FaultKind.values()) {
      if (kind.measure() != FaultKind.Measure.CONSEQUENCE) {
        rates.put(kind, kind.rateMax() * part);
      }
    }
    return new FaultMix(rates);
  }

  public FaultMix with(FaultKind kind, double rate) {
    Map<FaultKind, Double> changed = new EnumMap<>(FaultKind.class);
    changed.putAll(rates);
    changed.put(kind, rate);
    return new FaultMix(changed);
  }

  public FaultMix without(FaultKind... kinds) {
    Map<FaultKind, Double> changed = new EnumMap<>(FaultKind.class);
    changed.putAll(rates);
    for (FaultKind kind : kinds) {
      changed.remove(kind);
    }
    return new FaultMix(changed);
  }

  public double rate(FaultKind kind) {
    return rates.getOrDefault(kind, 0.0);
  }

  public boolean isQuiet() {
    return rates.isEmpty();
  }

  private static void putChecked(Map<FaultKind, Double> target, FaultKind kind, double rate) {
    Invariant.require(
        kind.measure() != FaultKind.Measure.CONSEQUENCE, "%s follows from other kinds", kind);
    Invariant.require(rate >= 0, "rate of %s is negative: %s", kind, rate);
    Invariant.require(
        kind.measure() != FaultKind.Measure.CHANCE || rate <= 1,
        "chance of %s is above 1: %s",
        kind,
        rate);
    if (rate > 0) {
      target.put(kind, rate);
    }
  }
}
