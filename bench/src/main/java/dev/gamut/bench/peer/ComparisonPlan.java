package dev.gamut.bench.peer;

import static dev.gamut.base.Invariant.require;

import dev.gamut.bench.LoadPlan;
import dev.gamut.bench.Work;
import java.time.Duration;
import java.util.List;

/// How two systems are compared.
///
/// @param load what a round does, and how long
/// @param warmUp how long each system runs each work first, unmeasured
/// @param rounds measured rounds a system and work; systems take turns, and medians are reported,
///   so that a slow minute of the machine strikes all
/// @param rest how long the other systems must have been at rest before a round begins
/// @param works what is measured, in this order
public record ComparisonPlan(
    LoadPlan load, Duration warmUp, int rounds, Duration rest, List<Work> works) {
  public ComparisonPlan {
    require(rounds > 0, "rounds not positive: %d", rounds);
    require(rest.isPositive(), "rest not positive: %s", rest);
    require(!works.isEmpty(), "no work to measure");
    works = List.copyOf(works);
  }
}
