package dev.gamut.bench.peer;

import dev.gamut.bench.LoadResult;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// One measured round of one system.
///
/// @param clientCpuMicros processor time of this process an operation
/// @param serverCpuMicros processor time of all its nodes an operation
/// @param othersCores what the other systems used meanwhile, in cores
record Round(LoadResult load, double clientCpuMicros, double serverCpuMicros, double othersCores) {
  static double median(List<Round> rounds, ToDoubleFunction<Round> of) {
    double[] sorted = rounds.stream().mapToDouble(of).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
