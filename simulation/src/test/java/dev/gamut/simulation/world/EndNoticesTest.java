package dev.gamut.simulation.world;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.world.Network;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who hears that a process has ended: nodes that reach its machine, as long as that lives.
class EndNoticesTest {
  private static final long MILLI = 1_000_000;

  private final SimulatedWorld world = new SimulatedWorld(5, FaultMix.quiet());
  private final SimulatedMachine one = world.addNode(new NodeId(1), 1);
  private final SimulatedMachine two = world.addNode(new NodeId(2), 1);
  private final SimulatedMachine three = world.addNode(new NodeId(3), 1);
  private final List<String> heard = new ArrayList<>();

  @BeforeEach
  void start() {
    for (SimulatedMachine machine : List.of(one, two, three)) {
      machine.start(process -> process.listenToPeers(new Ear(machine)));
    }
    world.runFor(MILLI);
  }

  private final class Ear implements Network.Receiver {
    private final SimulatedMachine owner;

    Ear(SimulatedMachine owner) {
      this.owner = owner;
    }

    @Override
    public void receive(NodeId from, Bytes frame) {}

    @Override
    public void ended(NodeId peer) {
      heard.add(owner + " of " + peer);
    }
  }

  @Test
  void allNodesHearOfAKilledProcess() {
    one.kill();
    world.runFor(9 * MILLI);
    assertEquals(List.of(), heard, "they have not dialled yet");
    world.runFor(30 * MILLI);
    assertEquals(List.of("n2 of n1", "n3 of n1"), heard.stream().sorted().toList());
  }

  @Test
  void nobodyHearsOfAMachineWithoutPower() {
    one.crash();
    world.runFor(1000 * MILLI);
    assertEquals(List.of(), heard);
  }

  @Test
  void whoIsCutOffHearsNothing() {
    world.network().cutOneWay(one, two);
    one.kill();
    world.runFor(1000 * MILLI);
    assertEquals(List.of("n3 of n1"), heard);
  }

  @Test
  void whoFindsTheNextProcessHearsNothing() {
    one.kill();
    world.runFor(MILLI);
    one.restart();
    world.runFor(1000 * MILLI);
    assertEquals(List.of(), heard);
  }
}
