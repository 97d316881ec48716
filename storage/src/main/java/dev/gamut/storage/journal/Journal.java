package dev.gamut.storage.journal;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.PartitionId;
import dev.gamut.world.Clock;
import dev.gamut.world.Disk;
import dev.gamut.world.Loop;
import dev.gamut.world.Worker;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The journal of a node: every record of every group, in one sequence of recycled segments.
///
/// Loops encode their records into batches and hand them over. One thread, the writer's, owns all
/// the rest: it gives each batch its place, writes and syncs what has gathered, keeps the index of
/// groups and entries, and recycles segments. It tells the loops how far their batches are durable.
/// So nothing is locked, and a loop never waits.
///
/// How long a record lives, what tells a torn end from corruption, and the layout are described in
/// docs/formats/journal.md.
public final class Journal implements AutoCloseable {
  private static final int ROUNDS_A_JOB_MAX = 64;
  private static final int FETCH_ATTEMPTS = 3;

  /// What the journal needs of the world.
  ///
  /// @param writer writes and syncs; nobody else should use it
  /// @param reader reads entries back and prepares segments; may be shared, and may be the writer
  /// @param entropy for the number by which a new journal knows its own bytes
  public record Doors(Disk disk, Worker writer, Worker reader, Clock clock, Entropy entropy) {}

  private final Doors doors;
  private final JournalConfig config;
  private final long id;
  private final Intake intake = new Intake();
  private final Rounds rounds;
  // Published by the journal's thread, read by any.
  private volatile JournalStats stats;
  // Whether space may be short, so that a raised low-water mark is worth a look at once.
  private volatile boolean isTight;
  // Set with the first appender; timers run there. Read by any thread that wakes the journal.
  private final AtomicReference<@Nullable Loop> home = new AtomicReference<>();

  // On the home loop only.
  private boolean markArmed;
  private boolean probeArmed;
  private long outcomes;

  private Journal(Doors doors, JournalConfig config, Opened opened) {
    this.doors = doors;
    this.config = config;
    this.id = opened.journal();
    this.rounds = new Rounds(this, opened, doors);
    this.stats = rounds.stats();
  }

  /// Reads and checks everything; blocks. The disk may hold other files: the journal's begin with
  /// `journal-`. Damage does not fail the opening but is reported group by group; it fails when the
  /// disk does, or when the files cannot be a journal's.
  public static Recovered open(Doors doors, JournalConfig config, EntryEpoch epochs)
      throws IOException {
    long newJournal = doors.entropy.nextLong();
    Opening.Result result = new Opening(doors.disk, config, epochs, newJournal).run();
    Journal journal = new Journal(doors, config, result.opened());
    journal.rounds.stateDamage(result.newlyDamaged());
    SortedMap<PartitionId, RecoveredGroup> groups = new TreeMap<>();
    boolean suspect = !result.report().damage().isEmpty();
    result.opened().index().groups().forEach(log -> groups.put(idOf(log), recovered(log, suspect)));
    return new Recovered(journal, groups, result.report());
  }

  private static PartitionId idOf(GroupLog log) {
    return new PartitionId(log.group);
  }

  private static RecoveredGroup recovered(GroupLog log, boolean suspect) {
    return new RecoveredGroup(
        idOf(log), log.state, log.first(), log.last(), log.damaged, suspect, log.takeEpochs());
  }

  /// A loop's way in; from that loop, once.
  public Appender appender(Loop loop, JournalListener listener) {
    LoopAppender appender = new LoopAppender(this, loop, listener, config);
    home.compareAndSet(null, loop);
    offer(new Order.Joined(appender));
    wake();
    return appender;
  }

  /// Reads entries from `fromIndex` on, as many as fit in `bytesMax` but at least one; from any
  /// loop. The answer is empty when the first of them is not (or no longer) there, or cannot be
  /// read (then the listeners hear of the damage). Sees what was committed before by the same loop.
  public void read(
      PartitionId group,
      long fromIndex,
      long toExclusive,
      int bytesMax,
      Loop replyTo,
      Consumer<List<Bytes>> answer) {
    offer(
        new Order.Fetch(
            new EntryFetch.Range(group.value(), fromIndex, toExclusive, bytesMax),
            replyTo,
            answer,
            FETCH_ATTEMPTS));
    wake();
  }

  /// The same, blocking, for the start of a node: only before the first appender is made.
  public List<Bytes> readNow(PartitionId group, long fromIndex, long toExclusive, int bytesMax) {
    return rounds.readNow(new EntryFetch.Range(group.value(), fromIndex, toExclusive, bytesMax));
  }

  /// Says that a holder needs a group's entries from an index on and none below; from any thread.
  /// `Long.MAX_VALUE`: it needs none. Marks only rise. Entries below the lowest mark may vanish at
  /// any time. A holder that has said nothing since the journal was opened needs everything.
  public void keepFrom(PartitionId group, Holder holder, long index) {
    offer(new Order.KeepFrom(group.value(), holder, index));
    if (isTight) {
      wake();
    }
  }

  /// From any thread; as of the last write.
  public JournalStats stats() {
    return stats;
  }

  /// Ends the journal once the loops and workers have stopped: writes what was handed over, and a
  /// mark that covers it.
  @Override
  public void close() throws IOException {
    rounds.close();
  }

  long id() {
    return id;
  }

  void offer(Order order) {
    intake.add(order);
  }

  @Nullable Order poll() {
    return intake.poll();
  }

  /// The loop on which the journal's own callbacks run.
  Loop home() {
    Loop loop = home.get();
    if (loop == null) {
      throw new IllegalStateException("the journal has no appender yet");
    }
    return loop;
  }

  /// Sees to it that orders are taken soon; from any thread.
  void wake() {
    if (home.get() != null && intake.ask()) {
      submit();
    }
  }

  private void submit() {
    if (config.splitWriteAndSync()) {
      doors.writer.submit(this::write, home(), result -> {});
      doors.writer.submit(this::sync, home(), this::finish);
    } else {
      doors.writer.submit(this::round, home(), this::finish);
    }
  }

  private boolean write() {
    rounds.write();
    return true;
  }

  private JobEnd sync() {
    Outcome outcome = completeRound();
    return new JobEnd(outcome, outcome.more() || intake.rest());
  }

  /// Rounds until there is nothing more to do. All but the last are told from here; the last is
  /// told by the job's end.
  private JobEnd round() {
    for (int left = ROUNDS_A_JOB_MAX; ; left--) {
      rounds.write();
      Outcome outcome = completeRound();
      boolean more = outcome.more() || !intake.isEmpty() || intake.rest();
      if (left == 0 || !more) {
        return new JobEnd(outcome, more);
      }
      acknowledge(outcome);
    }
  }

  private Outcome completeRound() {
    Outcome outcome = rounds.sync();
    stats = rounds.stats();
    isTight = outcome.tight();
    // From here in every case, so that a loop hears them in their order.
    for (Notice notice : outcome.notices()) {
      tell(notice);
    }
    return outcome;
  }

  private void tell(Notice notice) {
    for (LoopAppender appender : rounds.appenders()) {
      appender.loop().post(() -> appender.hear(notice));
    }
  }

  /// On the home loop: a job has ended.
  private void finish(Worker.Result<JobEnd> result) {
    if (result.failure() != null) {
      tell(new Notice.Failed(result.failure()));
      return;
    }
    Outcome outcome = result.get().outcome;
    acknowledge(outcome);
    outcomes++;
    if (result.get().again) {
      submit();
    }
    if (outcome.idleMarkWanted()) {
      armMark();
    }
    if (outcome.probeWanted()) {
      armProbe();
    }
  }

  private static void acknowledge(Outcome outcome) {
    for (Outcome.Acknowledged done : outcome.acknowledged()) {
      LoopAppender appender = done.appender();
      if (appender.loop().isCurrent()) {
        appender.acknowledge(done.upTo());
      } else {
        appender.loop().post(() -> appender.acknowledge(done.upTo()));
      }
    }
  }

  /// A mark is written once nothing has happened for a while.
  private void armMark() {
    if (markArmed) {
      return;
    }
    markArmed = true;
    long armedAt = outcomes;
    after(
        config.idleMarkNanos(),
        () -> {
          markArmed = false;
          if (outcomes == armedAt) {
            tick();
          } else {
            armMark();
          }
        });
  }

  private void armProbe() {
    if (!probeArmed) {
      probeArmed = true;
      after(
          config.probeNanos(),
          () -> {
            probeArmed = false;
            tick();
          });
    }
  }

  private void tick() {
    offer(new Order.Tick());
    wake();
  }

  private void after(long nanos, Runnable task) {
    var _ = home().schedule(doors.clock.monotonicNanos() + nanos, task);
  }

  /// @param again whether this job is still the one that takes orders, and must be submitted again
  private record JobEnd(Outcome outcome, boolean again) {}
}
