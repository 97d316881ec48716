package dev.gamut.simulation.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Invariant;
import dev.gamut.base.NodeId;
import dev.gamut.world.Clock;
import dev.gamut.world.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimulatedLoopTest {
  private static final long MILLI = 1_000_000;

  private final SimulatedWorld world = new SimulatedWorld(1, FaultMix.quiet());
  private final SimulatedMachine machine = world.addNode(new NodeId(1), 3);
  private final List<String> said = new ArrayList<>();

  private SimulatedProcess started() {
    machine.start(_ -> {});
    return java.util.Objects.requireNonNull(machine.process());
  }

  @Test
  void tasksOfOnePosterRunInTheirOrderThoughTurnsDiffer() {
    Loop loop = started().loops().getFirst();
    for (int i = 0; i < 100; i++) {
      String word = Integer.toString(i);
      world.at(i * 700L, () -> loop.post(() -> said.add(word)));
    }
    world.runUntil(MILLI);
    assertEquals(IntStream.range(0, 100).mapToObj(Integer::toString).toList(), said);
  }

  @Test
  void whatATurnPostsRunsInALaterTurn() {
    Loop loop = started().loops().getFirst();
    loop.post(
        () -> {
          loop.post(() -> said.add("posted"));
          loop.atTurnEnd(() -> said.add("end"));
          said.add("task");
        });
    loop.post(() -> said.add("next task"));
    world.runUntil(MILLI);
    assertEquals(List.of("task", "next task", "end", "posted"), said);
  }

  @Test
  void whatTheEndOfATurnAsksForItsEndRunsStillInThisTurn() {
    Loop loop = started().loops().getFirst();
    loop.post(
        () ->
            loop.atTurnEnd(
                () -> {
                  loop.post(() -> said.add("next turn"));
                  loop.atTurnEnd(() -> said.add("very end"));
                }));
    world.runUntil(MILLI);
    assertEquals(List.of("very end", "next turn"), said);
  }

  @Test
  void timersRunOnceTheirTimeHasComeAndNotBefore() {
    SimulatedProcess process = started();
    Clock clock = process.clock();
    Loop loop = process.loops().getFirst();
    long begin = clock.monotonicNanos();
    List<Long> due = new ArrayList<>();
    loop.post(
        () -> {
          for (long delay : new long[] {30 * MILLI, 10 * MILLI, 20 * MILLI}) {
            loop.schedule(
                begin + delay,
                () -> {
                  assertTrue(clock.monotonicNanos() >= begin + delay);
                  due.add(delay / MILLI);
                });
          }
        });
    world.runUntil(15 * MILLI);
    assertEquals(List.of(10L), due);
    world.runUntil(35 * MILLI);
    assertEquals(List.of(10L, 20L, 30L), due);
  }

  @Test
  void aCancelledTimerDoesNotRunAndIsForgotten() {
    SimulatedProcess process = started();
    SimulatedLoop loop = process.firstLoop();
    long begin = process.clock().monotonicNanos();
    loop.post(
        () -> {
          for (int i = 0; i < 10_000; i++) {
            loop.schedule(begin + 1_000_000 * MILLI, () -> said.add("late")).cancel();
          }
          Loop.Timer timer = loop.schedule(begin + 10 * MILLI, () -> said.add("timer"));
          loop.schedule(begin + 5 * MILLI, timer::cancel);
        });
    world.runUntil(20 * MILLI);
    assertEquals(List.of(), said);
    assertEquals(0, loop.timerCount());
    long events = world.events();
    world.runUntil(2_000_000 * MILLI);
    assertEquals(events, world.events());
  }

  @Test
  void oneLoopIsCurrentWhileItsTasksRun() {
    List<Loop> loops = started().loops();
    loops.get(1).post(() -> loops.forEach(loop -> said.add(Boolean.toString(loop.isCurrent()))));
    world.runUntil(MILLI);
    assertEquals(List.of("false", "true", "false"), said);
    assertFalse(loops.get(1).isCurrent());
    assertThrows(Invariant.Violation.class, () -> loops.get(1).atTurnEnd(() -> {}));
  }

  @Test
  void theSeedChoosesTheOrderOfReadyLoops() {
    assertEquals(firstTurns(5), firstTurns(5));
    assertNotEquals(
        1, IntStream.range(0, 20).mapToObj(SimulatedLoopTest::firstTurns).distinct().count());
  }

  private static String firstTurns(long seed) {
    SimulatedWorld world = new SimulatedWorld(seed, FaultMix.quiet());
    SimulatedMachine machine = world.addNode(new NodeId(1), 4);
    StringBuilder order = new StringBuilder();
    machine.start(
        process -> {
          for (int i = 0; i < 4; i++) {
            int number = i;
            process.loops().get(i).post(() -> order.append(number));
          }
        });
    world.runUntil(MILLI);
    return order.toString();
  }

  @Test
  void whatATaskThrowsFailsTheRunAndNamesSeedTimeAndNode() {
    Loop loop = started().loops().getFirst();
    loop.post(
        () -> {
          throw new IllegalStateException("wrong");
        });
    SimulationFailure failure = assertThrows(SimulationFailure.class, () -> world.runUntil(MILLI));
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.startsWith("seed 1, at 0.0000"), message);
    assertTrue(message.contains("n1: java.lang.IllegalStateException: wrong"), message);
  }

  @Test
  void aStalledLoopWaitsWhileTheOthersGoOn() {
    SimulatedProcess process = started();
    Fault stall = world.fault(FaultKind.LOOP_STALLED);
    process.firstLoop().stallUntil(50 * MILLI, stall);
    for (Loop loop : process.loops()) {
      loop.post(() -> said.add(loop == process.firstLoop() ? "stalled" : "free"));
    }
    world.runUntil(MILLI);
    assertEquals(List.of("free", "free"), said);
    world.runUntil(51 * MILLI);
    assertEquals(List.of("free", "free", "stalled"), said);
    assertEquals(1, world.faults().count(FaultKind.LOOP_STALLED));
  }
}
