package dev.gamut.simulation.world;

import dev.gamut.base.Entropy;
import dev.gamut.storage.disk.DiskFault;
import dev.gamut.storage.disk.DiskFaults;
import dev.gamut.storage.disk.MemoryDisk;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The disk of a machine, and what is wrong with it just now.
final class SimulatedDisk {
  private final SimulatedWorld world;
  private final Draws draws;
  private final Map<FaultKind, Double> rates = new EnumMap<>(FaultKind.class);
  private MemoryDisk disk;
  private @Nullable Fault stall;
  private boolean stalled;
  private boolean full;
  private int wipes;
  private long operationsToTrap;
  private @Nullable Runnable trap;

  SimulatedDisk(SimulatedWorld world, Draws draws) {
    this.world = world;
    this.draws = draws;
    this.disk = new MemoryDisk(draws.purpose(wipes));
  }

  MemoryDisk hardware() {
    return disk;
  }

  /// Replaces the disk by an empty one.
  void wipe() {
    countLast();
    disk = new MemoryDisk(draws.purpose(++wipes));
    heal();
  }

  /// From now on a call fails in this way with a probability.
  void fails(FaultKind kind, double probability) {
    rates.put(kind, probability);
    disk.setFaults(
        new DiskFaults(
            rate(FaultKind.READ_FAILED),
            rate(FaultKind.SECTOR_UNREADABLE),
            rate(FaultKind.WRITE_FAILED),
            rate(FaultKind.WRITE_MISDIRECTED),
            rate(FaultKind.WRITE_LOST),
            rate(FaultKind.BIT_FLIPPED),
            rate(FaultKind.SYNC_FAILED)));
  }

  /// Leaves no room beyond what is used, or all the room again.
  void full(boolean newFull) {
    full = newFull;
    disk.setCapacity(full ? disk.usedBytes() : Long.MAX_VALUE);
  }

  boolean isFull() {
    return full;
  }

  /// Flips a bit of what is stored; false when nothing is.
  boolean flipStoredBit(Entropy entropy) {
    List<String> names = new ArrayList<>();
    try {
      for (String name : disk.list()) {
        if (sizeOf(name) > 0) {
          names.add(name);
        }
      }
    } catch (java.io.IOException unreadableNow) {
      return false;
    }
    if (names.isEmpty()) {
      return false;
    }
    String name = names.get(entropy.below(names.size()));
    disk.flipBit(name, entropy.below(8 * sizeOf(name)));
    return true;
  }

  /// Holds every job back from now on.
  void stall(Fault fault) {
    stalled = true;
    stall = fault;
  }

  void release() {
    stalled = false;
  }

  /// Whether a stall holds a job back that is ready.
  boolean stalls() {
    if (stalled && stall != null) {
      stall.fire();
    }
    return stalled;
  }

  /// Runs something right before an operation, after so many others: a crash, that is.
  void setTrap(long operations, Runnable newTrap) {
    operationsToTrap = operations;
    trap = newTrap;
  }

  void removeTrap() {
    trap = null;
  }

  void operationBegins() {
    Runnable sprung = trap;
    if (sprung != null && operationsToTrap-- == 0) {
      trap = null;
      sprung.run();
    }
  }

  void losePower() {
    disk.crash();
  }

  /// Nothing fails any more; what was damaged stays so.
  void heal() {
    rates.clear();
    disk.setFaults(DiskFaults.NONE);
    full(false);
    release();
    removeTrap();
  }

  /// How often a kind has happened to the disk that is in the machine.
  long count(FaultKind kind) {
    DiskFault fault = faultOf(kind);
    return fault == null ? 0 : disk.count(fault);
  }

  private void countLast() {
    for (FaultKind kind : FaultKind.values()) {
      world.faultCounters().count(kind, count(kind));
    }
  }

  private double rate(FaultKind kind) {
    return rates.getOrDefault(kind, 0.0);
  }

  private long sizeOf(String name) {
    try (var file = disk.open(name)) {
      return file.size();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static @Nullable DiskFault faultOf(FaultKind kind) {
    return switch (kind) {
      case READ_FAILED -> DiskFault.READ_FAILED;
      case SECTOR_UNREADABLE -> DiskFault.SECTOR_UNREADABLE;
      case WRITE_FAILED -> DiskFault.WRITE_FAILED;
      case WRITE_MISDIRECTED -> DiskFault.WRITE_MISDIRECTED;
      case WRITE_LOST -> DiskFault.WRITE_LOST;
      case BIT_FLIPPED -> DiskFault.BIT_FLIPPED;
      case DISK_FULL -> DiskFault.DISK_FULL;
      case SYNC_FAILED -> DiskFault.SYNC_FAILED;
      case UNSYNCED_WRITE_LOST -> DiskFault.SECTOR_LOST;
      case WRITE_TORN -> DiskFault.WRITE_TORN;
      case NAME_CHANGE_LOST -> DiskFault.NAME_CHANGE_LOST;
      default -> null;
    };
  }
}
