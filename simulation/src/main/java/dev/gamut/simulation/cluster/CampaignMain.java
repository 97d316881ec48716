package dev.gamut.simulation.cluster;

import dev.gamut.base.Entropy;
import dev.gamut.simulation.world.FaultKind;
import dev.gamut.simulation.world.FaultMix;

/// Runs some seeds and prints what came of each; for developers: `seeds [first]`.
final class CampaignMain {
  private CampaignMain() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) {
    int count = Integer.parseInt(arguments[0]);
    long first = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
    for (long seed = first; seed < first + count; seed++) {
      long start = System.nanoTime();
      FaultMix mix =
          System.getProperty("quiet") != null
              ? FaultMix.quiet()
              : FaultMix.drawn(Entropy.seeded(seed));
      if (System.getProperty("network") != null) {
        mix =
            mix.without(
                FaultKind.POWER_LOST,
                FaultKind.POWER_LOST_BY_ALL,
                FaultKind.POWER_LOST_BY_LEADER,
                FaultKind.POWER_LOST_BY_SEVERAL,
                FaultKind.PROCESS_KILLED,
                FaultKind.SYNC_FAILED,
                FaultKind.READ_FAILED,
                FaultKind.DISK_FULL,
                FaultKind.BIT_FLIPPED,
                FaultKind.WRITE_MISDIRECTED);
      }
      ClusterShape shape =
          System.getProperty("speed") != null
              ? ClusterShape.forSpeed()
              : ClusterShape.drawn(Entropy.seeded(~seed));
      ClusterRun run = new ClusterRun(seed, mix, shape);
      if (System.getProperty("trace") != null) {
        run.world().writeTrace(System.out);
      }
      RunReport report = run.run();
      double wall = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          "seed %d %s ops %d ok %d after %d events %d sim %.1f s wall %.2f s %s%n",
          seed,
          report.passed() ? "passed" : "FAILED " + report.failure(),
          report.operations(),
          report.succeeded(),
          report.succeededAfterHealing(),
          report.events(),
          report.simulatedSeconds(),
          wall,
          report.shape());
      if (!report.passed() && count == 1) {
        report.lastEvents().forEach(System.out::println);
      }
    }
  }
}
