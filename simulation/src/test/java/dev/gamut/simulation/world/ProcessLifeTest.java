package dev.gamut.simulation.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.storage.Store;
import dev.gamut.world.Disk;
import dev.gamut.world.Loop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProcessLifeTest {
  private static final long MILLI = 1_000_000;

  private final SimulatedWorld world = new SimulatedWorld(11, FaultMix.quiet());
  private final SimulatedMachine machine = world.addNode(new NodeId(1), 1);
  private final List<String> said = new ArrayList<>();

  private SimulatedProcess process() {
    return Objects.requireNonNull(machine.process());
  }

  @Test
  void nothingOfADeadProcessRuns() {
    machine.start(
        process -> {
          Loop loop = process.loops().getFirst();
          loop.post(
              () -> loop.schedule(process.clock().monotonicNanos() + 5, () -> said.add("timer")));
          process.listenToPeers((_, _) -> said.add("frame"));
        });
    SimulatedProcess dead = process();
    world.runUntil(4);
    dead.newWorker().submit(() -> said.add("job"), dead.loops().getFirst(), _ -> said.add("done"));
    dead.network().send(new NodeId(1), Bytes.utf8("hello"));
    dead.loops().getFirst().post(() -> said.add("task"));
    machine.crash();
    dead.loops().getFirst().post(() -> said.add("task of the dead"));
    dead.newWorker().submit(() -> said.add("job of the dead"), dead.loops().getFirst(), _ -> {});
    world.runUntil(100 * MILLI);
    assertEquals(List.of(), said);
  }

  @Test
  void aRestartIsANewProcessOnTheSameDisk() throws IOException {
    machine.start(process -> said.add("boot " + process.disk().list()));
    SimulatedProcess first = process();
    long firstTime = first.clock().monotonicNanos();
    first.disk().open("synced");
    first.disk().syncDirectory();
    machine.crash();
    assertFalse(machine.isRunning());
    world.runFor(MILLI);
    machine.restart();
    assertEquals(List.of("boot []", "boot [synced]"), said);
    assertNotSame(first, process());
    assertNotEquals(firstTime + MILLI, process().clock().monotonicNanos());
  }

  @Test
  void aKilledProcessLosesNothingThatWasWritten() throws IOException {
    machine.start(process -> said.add("boot " + process.disk().list()));
    process().disk().open("unsynced");
    machine.kill();
    machine.restart();
    assertEquals(List.of("boot []", "boot [unsynced]"), said);
  }

  @Test
  void aPausedProcessRunsEverythingThatWasDueAfterwards() {
    machine.start(process -> process.listenToPeers((from, frame) -> said.add(from + " " + frame)));
    SimulatedMachine peer = world.addNode(new NodeId(2), 1);
    peer.start(_ -> {});
    Loop loop = process().loops().getFirst();
    long begin = process().clock().monotonicNanos();
    loop.post(() -> loop.schedule(begin + 10 * MILLI, () -> said.add("timer")));
    world.runUntil(MILLI);
    machine.pause(100 * MILLI);
    Objects.requireNonNull(peer.process()).network().send(new NodeId(1), Bytes.utf8("hello"));
    world.runUntil(100 * MILLI);
    assertEquals(List.of(), said);
    world.runUntil(102 * MILLI);
    assertEquals(2, said.size());
    assertTrue(said.containsAll(List.of("timer", "n2 hello")));
    assertTrue(process().clock().monotonicNanos() >= begin + 100 * MILLI);
    assertEquals(1, world.faults().count(FaultKind.PAUSED));
  }

  @Test
  void aPauseThatHeldNothingBackIsNoFault() {
    machine.start(_ -> {});
    machine.pause(100 * MILLI);
    world.runUntil(200 * MILLI);
    assertEquals(0, world.faults().count(FaultKind.PAUSED));
  }

  @Test
  void aResumedProcessGoesOnAtOnce() {
    machine.start(_ -> {});
    machine.pause(1000 * MILLI);
    process().loops().getFirst().post(() -> said.add("task"));
    world.runUntil(10 * MILLI);
    machine.resume();
    world.runUntil(11 * MILLI);
    assertEquals(List.of("task"), said);
  }

  @Test
  void aNodeThatEndsItselfIsStartedAgain() {
    machine.start(process -> said.add("boot"));
    SimulatedProcess first = process();
    Loop loop = first.loops().getFirst();
    loop.post(
        () -> {
          first.exit("a sync failed");
          said.add("the task's rest");
        });
    loop.post(() -> said.add("the next task"));
    world.runUntil(5000 * MILLI);
    assertEquals(List.of("boot", "the task's rest", "boot"), said);
    assertTrue(machine.isRunning());
  }

  @Test
  void aBootThatFailsIsTriedAgain() {
    machine.start(
        process -> {
          said.add("boot");
          if (said.size() < 3) {
            throw new Disk.DiskFullException("no room");
          }
        });
    world.runUntil(10_000 * MILLI);
    assertEquals(3, said.size());
    assertTrue(machine.isRunning());
  }

  @Test
  void aStoreOutlivesTheProcessWithWhatWasFlushed() {
    List<@Nullable Bytes> found = new ArrayList<>();
    Bytes key = Bytes.utf8("key");
    machine.start(
        process -> {
          Store store = process.openStore(process.loops().getFirst());
          store.get(key, found::add);
          store.write(new Store.Batch().put(key, Bytes.utf8("value")));
          store.flush(() -> said.add("flushed"));
        });
    world.runUntil(1000 * MILLI);
    assertEquals(List.of("flushed"), said);
    machine.crash();
    machine.restart();
    world.runUntil(2000 * MILLI);
    machine.kill();
    machine.wipe();
    machine.restart();
    world.runUntil(3000 * MILLI);
    assertEquals(Arrays.asList(null, Bytes.utf8("value"), null), found);
  }

  @Test
  void aStalledStoreRefusesWritesUntilItTells() {
    List<Store> stores = new ArrayList<>();
    machine.start(process -> stores.add(process.openStore(process.loops().getFirst())));
    process().stores().getFirst().stall(world.fault(FaultKind.STORE_STALLED));
    Store.Batch batch = new Store.Batch().put(Bytes.utf8("key"), Bytes.utf8("value"));
    assertEquals(Store.STALLED, stores.getFirst().write(batch));
    stores.getFirst().onWritable(() -> said.add("writable"));
    world.runFor(MILLI);
    assertEquals(List.of(), said);
    process().stores().getFirst().stall(null);
    world.runFor(MILLI);
    assertEquals(List.of("writable"), said);
    assertEquals(1, world.faults().count(FaultKind.STORE_STALLED));
  }
}
