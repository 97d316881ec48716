package dev.gamut.simulation.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.NodeId;
import dev.gamut.world.Disk;
import dev.gamut.world.Loop;
import dev.gamut.world.Worker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimulatedWorkerTest {
  private static final long MILLI = 1_000_000;

  private final SimulatedWorld world = new SimulatedWorld(3, FaultMix.quiet());
  private final SimulatedMachine machine = world.addNode(new NodeId(1), 2);

  private SimulatedProcess started() {
    machine.start(_ -> {});
    return Objects.requireNonNull(machine.process());
  }

  @Test
  void jobsRunInOrderAndTheirAnswersComeBackInThatOrder() {
    SimulatedProcess process = started();
    Worker worker = process.newWorker();
    Loop loop = process.loops().get(1);
    List<Integer> ran = new ArrayList<>();
    List<Integer> answered = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      int number = i;
      worker.submit(
          () -> {
            ran.add(number);
            return number;
          },
          loop,
          result -> {
            assertTrue(loop.isCurrent());
            answered.add(result.get());
          });
    }
    assertEquals(List.of(), ran);
    world.runUntil(100 * MILLI);
    List<Integer> all = IntStream.range(0, 50).boxed().toList();
    assertEquals(all, ran);
    assertEquals(all, answered);
  }

  @Test
  void aFailureIsAnAnswerToo() {
    SimulatedProcess process = started();
    List<String> answers = new ArrayList<>();
    process
        .newWorker()
        .submit(
            () -> {
              throw new IOException("no such file");
            },
            process.loops().getFirst(),
            result -> answers.add(String.valueOf(result.failure())));
    world.runUntil(100 * MILLI);
    assertEquals(List.of("java.io.IOException: no such file"), answers);
  }

  @Test
  void anErrorFailsTheRunUnlessItMayEndTheNode() {
    SimulatedProcess process = started();
    machine.supervise(false);
    submitError(process);
    assertThrows(SimulationFailure.class, () -> world.runUntil(100 * MILLI));
    world.endsOnlyTheNode(StackOverflowError.class::isInstance);
    submitError(process);
    world.runUntil(200 * MILLI);
    assertTrue(!process.isAlive() && !machine.isRunning());
    assertEquals(1, world.faults().count(FaultKind.PROCESS_EXITED));
  }

  private static void submitError(SimulatedProcess process) {
    process
        .newWorker()
        .submit(
            () -> {
              throw new StackOverflowError();
            },
            process.loops().getFirst(),
            _ -> {});
  }

  /// A crash may come before a job, between its operations, or after it: all three are seen.
  @Test
  void aCrashComesBetweenTheOperationsOfAJob() throws IOException {
    TreeSet<String> found = new TreeSet<>();
    for (int seed = 0; seed < 40; seed++) {
      SimulatedWorld crashed = new SimulatedWorld(seed, FaultMix.quiet());
      found.add(contentAfterKill(crashed));
    }
    assertEquals(new TreeSet<>(List.of("", "one", "onetwo")), found);
  }

  private static String contentAfterKill(SimulatedWorld world) throws IOException {
    SimulatedMachine machine = world.addNode(new NodeId(1), 1);
    machine.start(
        process -> {
          Disk.File file = process.disk().open("log");
          Worker worker = process.newWorker();
          worker.submit(() -> writeTwo(file), process.loops().getFirst(), _ -> {});
        });
    machine.kill();
    world.runUntil(100 * MILLI);
    byte[] content = new byte[10];
    int length = machine.hardware().open("log").read(0, content, 0, content.length);
    return new String(content, 0, length, StandardCharsets.US_ASCII);
  }

  private static int writeTwo(Disk.File file) throws IOException {
    file.write(0, new byte[] {'o', 'n', 'e'}, 0, 3);
    file.write(3, new byte[] {'t', 'w', 'o'}, 0, 3);
    return 0;
  }

  @Test
  void aTrapStopsTheMachineRightBeforeAnOperation() throws IOException {
    List<String> said = new ArrayList<>();
    machine.start(
        process -> {
          Disk.File file = process.disk().open("log");
          file.sync();
          process.disk().syncDirectory();
          Worker worker = process.newWorker();
          Loop loop = process.loops().getFirst();
          worker.submit(() -> writeTwo(file), loop, _ -> said.add("answered"));
          worker.submit(() -> said.add("next job"), loop, _ -> {});
        });
    machine.disk().setTrap(1, () -> machine.kill());
    world.runUntil(100 * MILLI);
    assertEquals(List.of(), said);
    assertEquals(3, machine.hardware().open("log").size());
  }

  @Test
  void aTrapMayStopARecovery() {
    machine.disk().setTrap(1, machine::crash);
    List<String> said = new ArrayList<>();
    machine.start(
        process -> {
          process.disk().open("log");
          said.add("opened");
          process.disk().syncDirectory();
          said.add("synced");
        });
    assertEquals(List.of("opened"), said);
    assertTrue(!machine.isRunning());
    machine.restart();
    assertEquals(List.of("opened", "opened", "synced"), said);
  }

  @Test
  void aDelayedWorkerIsCounted() {
    FaultMix mix = FaultMix.quiet().with(FaultKind.WORKER_DELAYED, 1);
    SimulatedWorld slow = new SimulatedWorld(1, mix);
    SimulatedMachine slowMachine = slow.addNode(new NodeId(1), 1);
    List<Long> answeredAt = new ArrayList<>();
    slowMachine.start(
        process ->
            process
                .newWorker()
                .submit(() -> 1, process.loops().getFirst(), _ -> answeredAt.add(slow.nowNanos())));
    slow.runUntil(60_000 * MILLI);
    assertTrue(answeredAt.getFirst() > 10 * MILLI);
    assertEquals(1, slow.faults().count(FaultKind.WORKER_DELAYED));
  }

  @Test
  void aStalledDiskHoldsJobsBack() {
    SimulatedProcess process = started();
    List<Long> ranAt = new ArrayList<>();
    machine.disk().stall(world.fault(FaultKind.DISK_STALLED));
    process
        .newWorker()
        .submit(() -> ranAt.add(world.nowNanos()), process.loops().getFirst(), _ -> {});
    world.at(500 * MILLI, machine::releaseDisk);
    world.runUntil(1000 * MILLI);
    assertEquals(1, ranAt.size());
    assertTrue(ranAt.getFirst() > 500 * MILLI && ranAt.getFirst() < 501 * MILLI);
    assertEquals(1, world.faults().count(FaultKind.DISK_STALLED));
  }
}
