package dev.gamut.storage;

import dev.gamut.base.ByteReader;
import dev.gamut.base.Bytes;
import dev.gamut.base.Crc32c;
import dev.gamut.base.Defect;
import dev.gamut.base.MalformedException;
import java.util.List;

/// Replaces a partition's data by a snapshot's. A mark stands durably in the store from before the
/// first byte is touched until all of it is durable, so that whoever finds the mark after a crash
/// knows that what is there is neither the old state nor the new one.
public final class SnapshotInstaller {
  private static final Bytes MARK = Bytes.wrap(new byte[] {1});

  private final Store store;
  private final Bytes mark;
  private final Bytes position;
  private final List<Store.Range> ranges;

  /// @param mark the key that says *installing*
  /// @param position the key of the applied position, which goes with the old data
  public SnapshotInstaller(Store store, Bytes mark, Bytes position, List<Store.Range> ranges) {
    this.store = store;
    this.mark = mark;
    this.position = position;
    this.ranges = List.copyOf(ranges);
  }

  /// Makes the mark durable, then deletes the old data.
  public void begin(Runnable done) {
    Store.Batch marked = new Store.Batch().put(mark, MARK).delete(position);
    write(marked, () -> store.flush(() -> write(wipe(), done)));
  }

  private Store.Batch wipe() {
    Store.Batch wipe = new Store.Batch();
    if (Defect.INSTALL_WITHOUT_WIPING.isPlanted()) {
      return wipe;
    }
    for (Store.Range range : ranges) {
      Bytes to = range.to();
      if (to == null) {
        throw new IllegalArgumentException("a partition's range has an end");
      }
      wipe.deleteRange(range.from(), to);
    }
    return wipe;
  }

  /// Adds a chunk. Refuses one that is damaged or has keys of somebody else.
  public void chunk(Bytes data, Runnable done) throws MalformedException {
    write(decode(data), done);
  }

  private Store.Batch decode(Bytes data) throws MalformedException {
    ByteReader in = new ByteReader(data);
    int crc = in.i32();
    if (crc != Crc32c.of(data.slice(4, data.length()))) {
      throw new MalformedException("the checksum of a snapshot's chunk is wrong");
    }
    int format = in.u8();
    if (format != SnapshotReader.FORMAT) {
      throw new MalformedException("snapshot format " + format + " is not known here");
    }
    int count = in.count(2);
    Store.Batch batch = new Store.Batch();
    for (int i = 0; i < count; i++) {
      Bytes key = in.bytes();
      if (!isOurs(key)) {
        throw new MalformedException("a snapshot's chunk holds a key of another partition");
      }
      batch.put(key, in.bytes());
    }
    in.finish();
    return batch;
  }

  private boolean isOurs(Bytes key) {
    for (Store.Range range : ranges) {
      Bytes to = range.to();
      if (key.compareTo(range.from()) >= 0 && (to == null || key.compareTo(to) < 0)) {
        return true;
      }
    }
    return false;
  }

  /// Takes the mark away together with the last records, and waits until all of it is durable.
  public void finish(Store.Batch last, Runnable done) {
    last.delete(mark);
    write(last, () -> store.flush(done));
  }

  private void write(Store.Batch batch, Runnable done) {
    if (batch.isEmpty() || store.write(batch) != Store.STALLED) {
      done.run();
    } else {
      store.onWritable(() -> write(batch, done));
    }
  }
}
