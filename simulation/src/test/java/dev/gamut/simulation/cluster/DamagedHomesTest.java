package dev.gamut.simulation.cluster;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Entropy;
import dev.gamut.simulation.world.FaultKind;
import dev.gamut.simulation.world.FaultMix;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Homes of leaderless tables whose disks lose a lot, while processes end all the time.
final class DamagedHomesTest {
  private static final List<FaultKind> OFTEN =
      List.of(
          FaultKind.BITS_ROTTED,
          FaultKind.BIT_FLIPPED,
          FaultKind.SECTOR_UNREADABLE,
          FaultKind.WRITE_LOST,
          FaultKind.WRITE_MISDIRECTED,
          FaultKind.POWER_LOST,
          FaultKind.PROCESS_KILLED);

  /// Lines of a trace that tell of a replica that begins to be rebuilt.
  private static final class Rebuilds implements Appendable {
    int count;

    @Override
    public Appendable append(CharSequence line) {
      count += line.toString().contains("stage=rebuilding") ? 1 : 0;
      return this;
    }

    @Override
    public Appendable append(CharSequence line, int start, int end) {
      return append(line.subSequence(start, end));
    }

    @Override
    public Appendable append(char c) {
      return this;
    }
  }

  private static FaultMix mix() {
    FaultMix mix = FaultMix.quiet();
    for (FaultKind kind : OFTEN) {
      mix = mix.with(kind, kind.rateMax());
    }
    return mix;
  }

  @Test
  void areRebuiltAndNothingIsLost() {
    int rebuilds = 0;
    for (long seed = 1; seed <= 12; seed++) {
      ClusterShape shape =
          ClusterShape.drawn(Entropy.seeded(seed)).leaderless(Entropy.seeded(~seed));
      ClusterRun run = new ClusterRun(seed, mix(), shape);
      Rebuilds told = new Rebuilds();
      run.world().writeTrace(told);
      assertNull(run.run().failure(), "seed " + seed);
      rebuilds += told.count;
    }
    assertTrue(rebuilds > 10, rebuilds + " replicas were rebuilt");
  }
}
