package dev.gamut.simulation.pbs;

import java.util.List;

/// How often reads showed a write that had been acknowledged, and how often they should.
///
/// @param trials of each point: a key is written once and read once in each
public record StalenessReport(
    LatencyProfile profile, PartialQuorum quorum, int trials, List<Point> points) {
  /// Simulated and predicted agree when they differ by no more.
  public static final double TOLERANCE = 0.02;

  public StalenessReport {
    points = List.copyOf(points);
  }

  /// @param afterNanos between the write's acknowledgement and the beginning of the read
  /// @param simulated share of consistent reads in the simulated cluster
  /// @param predicted by WARS, for a cluster that does as Gamut does
  /// @param dynamo by WARS as it is in the paper, for Dynamo
  public record Point(long afterNanos, double simulated, double predicted, double dynamo) {
    public boolean agrees() {
      return Math.abs(simulated - predicted) <= TOLERANCE;
    }
  }

  public boolean agrees() {
    return points.stream().allMatch(Point::agrees);
  }
}
