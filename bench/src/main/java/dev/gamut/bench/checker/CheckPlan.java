package dev.gamut.bench.checker;

import static dev.gamut.base.Invariant.require;

import java.util.ArrayList;
import java.util.List;

/// Which histories are judged, and how.
///
/// @param lost of how many operations in a hundred nobody hears how they ended
/// @param seeds how many histories of each shape
/// @param runs how often each is judged
/// @param seconds when a checker gives up on a history
public record CheckPlan(
    List<Workload> workloads,
    int operations,
    int keys,
    int clients,
    List<Integer> lost,
    int seeds,
    int runs,
    double seconds) {
  public CheckPlan {
    workloads = List.copyOf(workloads);
    lost = List.copyOf(lost);
    lost.forEach(share -> HardHistory.Shape.check(operations, keys, clients, share));
    require(seeds > 0 && seeds <= 1000, "histories of a shape not in 1 to 1000: %d", seeds);
    require(runs > 0 && runs <= 1000, "runs not in 1 to 1000: %d", runs);
    require(seconds > 0 && seconds <= 3600, "a limit of %s s: above 0, up to an hour", seconds);
  }

  List<HardHistory.Shape> shapes() {
    List<HardHistory.Shape> shapes = new ArrayList<>();
    for (Workload workload : workloads) {
      for (int share : lost) {
        for (boolean wrong : List.of(false, true)) {
          shapes.add(new HardHistory.Shape(workload, operations, keys, clients, share, wrong));
        }
      }
    }
    return shapes;
  }
}
