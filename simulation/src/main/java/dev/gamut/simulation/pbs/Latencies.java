package dev.gamut.simulation.pbs;

import dev.gamut.base.Entropy;

/// What messages between replicas take, one way.
///
/// @param writes those that carry a write to a replica (W)
/// @param others acknowledgements (A), questions (R) and answers (S)
public record Latencies(LatencyFit writes, LatencyFit others) {
  long write(Entropy entropy) {
    return writes.drawNanos(entropy);
  }

  long other(Entropy entropy) {
    return others.drawNanos(entropy);
  }
}
