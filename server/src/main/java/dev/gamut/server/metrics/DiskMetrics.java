package dev.gamut.server.metrics;

import dev.gamut.node.ShardFigures;
import dev.gamut.real.store.StoreFigures;
import dev.gamut.server.ServerFigures;
import dev.gamut.storage.journal.JournalStats;
import dev.gamut.storage.journal.Room;
import java.util.List;

/// What the journal and the stores tell.
final class DiskMetrics {
  private DiskMetrics() {}

  static void add(ServerFigures figures, Families to) {
    JournalStats journal = figures.node().journal();
    written(journal, to);
    segments(journal, figures.journal().retainedBytesMax(), to);
    room(figures.node().shards(), to);
    for (int loop = 0; loop < figures.stores().size(); loop++) {
      store(figures.stores().get(loop), Integer.toString(loop), to);
    }
  }

  private static void written(JournalStats journal, Families to) {
    to.counter(
        "gamut_journal_written_bytes",
        "Bytes of records written to the journal.",
        journal.writtenBytes());
    to.counter("gamut_journal_records", "Records written to the journal.", journal.records());
    to.counter(
        "gamut_journal_batches",
        "Batches written to the journal: each is one write.",
        journal.batches());
    to.durations("gamut_journal_sync_duration_seconds", "Time of a sync.", journal.syncTimes());
  }

  private static void segments(JournalStats journal, long bytesMax, Families to) {
    String help = "Segment files, by whether they hold something.";
    to.gauge("gamut_journal_segments", help, journal.segmentsUsed(), "state", "used");
    to.gauge("gamut_journal_segments", help, journal.segmentsFree(), "state", "free");
    to.gauge("gamut_journal_used_bytes", "Size of segments in use.", journal.usedBytes());
    to.gauge(
        "gamut_journal_allocated_bytes", "Size of all segment files.", journal.allocatedBytes());
    to.gauge(
        "gamut_journal_limit_bytes",
        "Size of all segment files, beyond which the node takes no writes that need room.",
        bytesMax);
    to.counter("gamut_journal_recycled_segments", "Segments given free again.", journal.recycled());
    to.counter(
        "gamut_journal_copied_bytes",
        "Bytes of entries rewritten so that an old segment could be given free.",
        journal.copiedBytes());
  }

  private static void room(List<ShardFigures> shards, Families to) {
    Room worst = Room.OPEN;
    int pressed = 0;
    for (ShardFigures shard : shards) {
      worst = shard.room().compareTo(worst) > 0 ? shard.room() : worst;
      pressed += shard.pressed();
    }
    to.state(
        "gamut_journal_room",
        "What the journal can take: 1 for the state that holds.",
        worst,
        Room.values());
    to.gauge(
        "gamut_journal_pinning_partitions",
        "Partitions asked to let go of a segment that the journal needs, and that have not yet.",
        pressed);
  }

  private static void store(StoreFigures store, String loop, Families to) {
    String[] of = {"loop", loop};
    to.gauge("gamut_store_table_bytes", "Size of all table files.", store.tableBytes(), of);
    to.gauge(
        "gamut_store_live_table_bytes",
        "Size of the table files that the newest state needs.",
        store.liveBytes(),
        of);
    to.gauge(
        "gamut_store_memtable_bytes",
        "Memory of what is not flushed or not yet given free.",
        store.memtableBytes(),
        of);
    to.gauge(
        "gamut_store_pending_compaction_bytes",
        "Bytes that compaction has to rewrite, estimated.",
        store.pendingCompactionBytes(),
        of);
    to.gauge(
        "gamut_store_level0_files",
        "Table files that are not compacted once.",
        store.levelZeroFiles(),
        of);
    to.gauge("gamut_store_keys", "Keys in the store, estimated.", store.keysEstimated(), of);
    to.gauge("gamut_store_cache_bytes", "Memory of the block cache.", store.cacheBytes(), of);
    to.gauge(
        "gamut_store_cache_limit_bytes", "Bound of the block cache.", store.cacheBytesMax(), of);
    to.counter("gamut_store_flushes", "Memtables flushed to disk.", store.flushes(), of);
    to.gauge("gamut_store_running_flushes", "Flushes under way.", store.runningFlushes(), of);
    to.gauge(
        "gamut_store_running_compactions",
        "Compactions under way.",
        store.runningCompactions(),
        of);
    to.counter(
        "gamut_store_background_errors",
        "Errors of flushes and compactions.",
        store.backgroundErrors(),
        of);
    to.gauge(
        "gamut_store_write_stopped",
        "1 while the store takes no writes because it cannot keep up.",
        store.writeStopped() ? 1 : 0,
        of);
  }
}
