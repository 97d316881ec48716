package dev.gamut.simulation.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gamut.world.Disk;
import dev.gamut.world.DiskContract;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProcessDiskTest extends DiskContract {
  private final SimulatedWorld world = new SimulatedWorld(1, FaultMix.quiet());
  private final SimulatedDisk machineDisk = new SimulatedDisk(world, new Draws(1));
  private final ProcessDisk disk = new ProcessDisk(machineDisk, world.trace());

  @Override
  protected Disk disk() {
    return disk;
  }

  @Override
  protected Disk reopened() {
    return new ProcessDisk(machineDisk, world.trace());
  }

  @Test
  void nothingReachesTheDiskOfAProcessThatHasEnded() throws IOException {
    Disk.File file = disk.open("a");
    file.write(0, new byte[] {1, 2, 3}, 0, 3);
    disk.endAfter(1);
    file.write(3, new byte[] {4}, 0, 1);
    assertThrows(ProcessEnded.class, () -> file.write(4, new byte[] {5}, 0, 1));
    assertThrows(ProcessEnded.class, disk::list);
    assertEquals(4, machineDisk.hardware().open("a").size());
  }
}
