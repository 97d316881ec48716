package dev.gamut.simulation.pbs;

import dev.gamut.base.Invariant;
import java.util.List;

/// R and W of three replicas, too few to overlap for certain.
public record PartialQuorum(int read, int write) {
  static final int REPLICAS = 3;

  static final List<PartialQuorum> ALL =
      List.of(new PartialQuorum(1, 1), new PartialQuorum(1, 2), new PartialQuorum(2, 1));

  public PartialQuorum {
    Invariant.require(
        read >= 1 && write >= 1 && read + write <= REPLICAS,
        "R %d and W %d of %d replicas: a partial quorum has at least one of each, and no more"
            + " than all together",
        read,
        write,
        REPLICAS);
  }
}
