package dev.gamut.simulation.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimulatedNetworkTest {
  private static final long SECOND = 1_000_000_000;
  private static final NodeId ONE = new NodeId(1);
  private static final NodeId TWO = new NodeId(2);

  private final List<String> received = new ArrayList<>();

  private SimulatedWorld world(FaultMix mix) {
    SimulatedWorld world = new SimulatedWorld(21, mix);
    for (NodeId id : List.of(ONE, TWO)) {
      world
          .addNode(id, 2)
          .start(
              process ->
                  process.listenToPeers(
                      (from, frame) -> {
                        assertTrue(process.loops().getFirst().isCurrent());
                        received.add(from + ">" + id + " " + frame);
                      }));
    }
    return world;
  }

  private static void send(SimulatedWorld world, NodeId from, NodeId to, int count) {
    for (int i = 0; i < count; i++) {
      process(world, from).network().send(to, Bytes.utf8(Integer.toString(i)));
    }
  }

  private static SimulatedProcess process(SimulatedWorld world, NodeId id) {
    return Objects.requireNonNull(machine(world, id).process());
  }

  private static SimulatedMachine machine(SimulatedWorld world, NodeId id) {
    return Objects.requireNonNull(world.node(id));
  }

  private static List<String> all(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + " " + i).toList();
  }

  @Test
  void framesOfAQuietWorldArriveOnceInOrderAndAfterADelay() {
    SimulatedWorld world = world(FaultMix.quiet());
    send(world, ONE, TWO, 100);
    world.runUntil(50_000);
    assertEquals(List.of(), received);
    world.runUntil(SECOND);
    assertEquals(all("n1>n2", 100), received);
    assertEquals(0, world.faults().total());
  }

  @Test
  void framesWithDelaysOfTheirOwnTakeExactlyThoseAndOvertake() {
    SimulatedWorld world = world(FaultMix.quiet());
    long[] delay = {2_000};
    world.network().delayFrames((from, to) -> delay[0]);
    process(world, ONE).network().send(TWO, Bytes.utf8("late"));
    delay[0] = 1_000;
    process(world, ONE).network().send(TWO, Bytes.utf8("soon"));
    world.runUntil(999);
    assertEquals(List.of(), received);
    world.runUntil(1_000);
    assertEquals(List.of("n1>n2 soon"), received);
    world.runUntil(2_000);
    assertEquals(List.of("n1>n2 soon", "n1>n2 late"), received);
  }

  @Test
  void lostFramesAreCountedWhenTheyWouldHaveArrived() {
    SimulatedWorld world = world(FaultMix.quiet().with(FaultKind.FRAME_LOST, 0.3));
    send(world, ONE, TWO, 1000);
    world.runUntil(SECOND);
    long lost = world.faults().count(FaultKind.FRAME_LOST);
    assertEquals(1000 - lost, received.size());
    assertTrue(lost > 200 && lost < 400);
    machine(world, TWO).crash();
    send(world, ONE, TWO, 1000);
    assertEquals(lost, world.faults().count(FaultKind.FRAME_LOST));
  }

  @Test
  void framesAreDoubledReorderedAndHeldBack() {
    SimulatedWorld world =
        world(
            FaultMix.quiet()
                .with(FaultKind.FRAME_DUPLICATED, 0.2)
                .with(FaultKind.FRAME_REORDERED, 0.2)
                .with(FaultKind.FRAME_DELAYED, 0.02));
    for (int i = 0; i < 100; i++) {
      world.after(i * 1_000_000L, () -> send(world, ONE, TWO, 10));
    }
    world.runUntil(10 * SECOND);
    long doubled = world.faults().count(FaultKind.FRAME_DUPLICATED);
    assertEquals(1000 + doubled, received.size());
    assertTrue(doubled > 100);
    assertTrue(world.faults().count(FaultKind.FRAME_REORDERED) > 50);
    assertTrue(world.faults().count(FaultKind.FRAME_DELAYED) > 5);
  }

  @Test
  void aLinkMayBeCutInOneDirectionOnly() {
    SimulatedWorld world = world(FaultMix.quiet());
    Cut cut = world.network().cutOneWay(machine(world, ONE), machine(world, TWO));
    assertEquals(0, world.faults().total());
    send(world, ONE, TWO, 3);
    send(world, TWO, ONE, 3);
    world.runUntil(SECOND);
    assertEquals(all("n2>n1", 3), received);
    assertEquals(1, world.faults().count(FaultKind.LINK_CUT_ONE_WAY));
    assertEquals(3, world.faults().count(FaultKind.FRAME_BLOCKED));
    world.network().mend(cut);
    received.clear();
    send(world, ONE, TWO, 3);
    world.runUntil(2 * SECOND);
    assertEquals(all("n1>n2", 3), received);
  }

  @Test
  void cutsOverlap() {
    SimulatedWorld world = world(FaultMix.quiet());
    SimulatedMachine one = machine(world, ONE);
    SimulatedMachine two = machine(world, TWO);
    Cut first = world.network().cutOneWay(one, two);
    Cut second = world.network().partition(List.of(one), List.of(two));
    world.network().mend(first);
    send(world, ONE, TWO, 1);
    send(world, TWO, ONE, 1);
    world.runUntil(SECOND);
    assertEquals(List.of(), received);
    world.network().mend(second);
    send(world, TWO, ONE, 1);
    world.runUntil(2 * SECOND);
    assertEquals(all("n2>n1", 1), received);
  }

  @Test
  void aCutStopsWhatIsUnderWayToo() {
    SimulatedWorld world = world(FaultMix.quiet());
    send(world, ONE, TWO, 1);
    world.network().cutOneWay(machine(world, ONE), machine(world, TWO));
    world.runUntil(SECOND);
    assertEquals(List.of(), received);
  }

  @Test
  void aFullQueueIsNotWritableAndLosesFrames() {
    SimulatedWorld world = world(FaultMix.quiet());
    LinkProfile narrow = new LinkProfile(1_000_000, 0, 1_000_000, 10_000);
    world.network().profile(machine(world, ONE), machine(world, TWO), narrow);
    SimulatedProcess one = process(world, ONE);
    assertTrue(one.network().isWritable(TWO));
    for (int i = 0; i < 20; i++) {
      one.network().send(TWO, Bytes.wrap(new byte[1000]));
    }
    assertFalse(one.network().isWritable(TWO));
    world.runUntil(10_500_000);
    assertEquals(9, received.size());
    world.runUntil(SECOND);
    assertEquals(10, received.size());
    assertTrue(one.network().isWritable(TWO));
  }

  @Test
  void framesToUnknownOrDeadNodesVanish() {
    SimulatedWorld world = world(FaultMix.quiet());
    process(world, ONE).network().send(new NodeId(9), Bytes.utf8("hello"));
    machine(world, TWO).kill();
    send(world, ONE, TWO, 1);
    world.runUntil(SECOND);
    assertEquals(List.of(), received);
  }

  @Test
  void whoeverChangesAFrameThatWasSentIsCaught() {
    SimulatedWorld world = world(FaultMix.quiet());
    byte[] shared = {1, 2, 3};
    process(world, ONE).network().send(TWO, Bytes.wrap(shared));
    shared[0] = 9;
    assertThrows(SimulationFailure.class, () -> world.runUntil(SECOND));
  }
}
