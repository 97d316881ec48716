package dev.gamut.real.store;

import org.rocksdb.AbstractEventListener;
import org.rocksdb.FlushJobInfo;
import org.rocksdb.RocksDB;
import org.rocksdb.Status;
import org.rocksdb.WriteStallInfo;

/// What RocksDB tells from its own threads, told on. It hears only of what happens rarely.
///
/// It does not hear of background errors: the Java binding knows only four of the reasons, and not
/// those of a database without a log, for which it throws in RocksDB's thread. Errors show at the
/// next write or flush.
final class RocksEvents extends AbstractEventListener {
  /// Called on threads of RocksDB, which hold none of its locks that our calls would need, but must
  /// not be kept.
  interface Receiver {
    /// Everything up to this sequence of RocksDB is on disk.
    void flushed(long sequence);

    void stallChanged();

    /// There is room on the disk again.
    void recovered();
  }

  private final Receiver receiver;

  RocksEvents(Receiver receiver) {
    super(
        EnabledEventCallback.ON_FLUSH_COMPLETED,
        EnabledEventCallback.ON_STALL_CONDITIONS_CHANGED,
        EnabledEventCallback.ON_ERROR_RECOVERY_COMPLETED);
    this.receiver = receiver;
  }

  /// RocksDB's threads look for classes where the program was started from, and nowhere else: under
  /// the class loader of a container every event would be lost, and no flush ever be heard of.
  static void checkReachable() throws StoreUnusableException {
    ClassLoader loader = ClassLoader.getSystemClassLoader();
    try {
      if (Class.forName(FlushJobInfo.class.getName(), false, loader) == FlushJobInfo.class) {
        return;
      }
    } catch (ClassNotFoundException e) {
      // Told below.
    }
    throw new StoreUnusableException(
        "RocksDB is not on the class path of the program but in a class loader of its own ("
            + FlushJobInfo.class.getClassLoader()
            + "), where its threads cannot find it: put it on the class path");
  }

  /// RocksDB flushes memtables in the order in which they were written and installs the results in
  /// that order, and tells after the manifest that names the new table is on disk.
  @Override
  public void onFlushCompleted(RocksDB database, FlushJobInfo info) {
    receiver.flushed(info.getLargestSeqno());
  }

  @Override
  public void onStallConditionsChanged(WriteStallInfo info) {
    receiver.stallChanged();
  }

  @Override
  public void onErrorRecoveryCompleted(Status status) {
    receiver.recovered();
  }
}
