package dev.gamut.protocol.raft;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.raft.RaftEffect.ReadSnapshotChunk;
import dev.gamut.protocol.raft.RaftEvent.SnapshotChunkRead;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The snapshots that a [TestReplica] sends and receives: all entries that were applied, a few a
/// chunk.
final class TestSnapshots {
  private record View(NodeId to, long snapshotId) {}

  int entriesAChunk = 3;

  /// What came of the one being received.
  final ArrayList<Entry> received = new ArrayList<>();

  private final Map<View, List<Entry>> views = new LinkedHashMap<>();

  void clear() {
    views.clear();
    received.clear();
  }

  void close(RaftEffect.CloseSnapshot close) {
    views.remove(new View(close.to(), close.snapshotId()));
  }

  /// Null when there is no such view.
  @Nullable SnapshotChunkRead read(ReadSnapshotChunk read, List<Entry> applied) {
    View key = new View(read.to(), read.snapshotId());
    if (read.chunk() == 0) {
      views.put(key, List.copyOf(applied));
    }
    List<Entry> all = views.get(key);
    if (all == null) {
      return null;
    }
    int from = (int) Math.min(all.size(), read.chunk() * entriesAChunk);
    int to = Math.min(all.size(), from + entriesAChunk);
    ByteWriter out = new ByteWriter();
    for (Entry entry : all.subList(from, to)) {
      entry.write(out);
    }
    Entry last = all.getLast();
    SnapshotPoint point = new SnapshotPoint(last.index(), last.term(), last.time());
    Bytes data = out.take();
    boolean end = to == all.size();
    return new SnapshotChunkRead(read.to(), read.snapshotId(), point, read.chunk(), data, end);
  }

  void receive(Bytes data) {
    ByteReader in = new ByteReader(data);
    try {
      while (in.remaining() > 0) {
        received.add(Entry.read(in));
      }
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }
}
