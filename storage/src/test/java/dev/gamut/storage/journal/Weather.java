package dev.gamut.storage.journal;

import dev.gamut.storage.disk.DiskFaults;

/// What the disk may do beyond losing what was not synced.
record Weather(DiskFaults faults, boolean full, int steps) {
  static final Weather FAIR = new Weather(DiskFaults.NONE, false, 150);
  static final Weather FAILING = new Weather(DiskFaults.honest(0.02), false, 150);
  static final Weather REFUSING = new Weather(new DiskFaults(0, 0, 0.7, 0, 0, 0, 0), false, 300);
  static final Weather FULL = new Weather(DiskFaults.NONE, true, 200);
}
