package dev.gamut.simulation.world;

import dev.gamut.base.Bytes;
import dev.gamut.base.Invariant;
import dev.gamut.base.NodeId;
import dev.gamut.world.Connection;
import dev.gamut.world.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All links between the machines of a world: the peers' frames, which may get lost, doubled, late
/// and out of order, and the streams of clients, which stay in order but may stall or be reset.
public final class SimulatedNetwork {
  private static final long REORDER_NANOS_MEAN = 5_000_000;
  private static final long HELD_BACK_NANOS_MIN = 10_000_000;
  private static final long HELD_BACK_NANOS_MAX = 5_000_000_000L;
  private static final long UNKNOWN_HOST_NANOS = 1_000_000;

  private final SimulatedWorld world;
  private final Draws draws;
  private final EndNotices endNotices;
  private final Map<String, List<SimulatedProcess.Listener>> listeners = new TreeMap<>();
  private final List<SimulatedConnection> connections = new ArrayList<>();
  private SimulatedLink[][] links = new SimulatedLink[0][0];
  private long connectionCount;
  private long sentBytes;
  private @Nullable FrameDelays frameDelays;

  SimulatedNetwork(SimulatedWorld world, Draws draws) {
    this.world = world;
    this.draws = draws;
    this.endNotices = new EndNotices(world, draws.purpose("ends"));
  }

  /// How long a frame between nodes takes, drawn for each one by itself.
  @FunctionalInterface
  public interface FrameDelays {
    /// Called when the frame is sent.
    long nanos(SimulatedMachine from, SimulatedMachine to);
  }

  /// From now on each frame between nodes takes what is drawn for it, whatever the profile of its
  /// link says, and overtakes those that take longer. What a machine does by itself, turns of its
  /// loops and jobs of its workers, takes no time any more: the delays are all there is.
  public void delayFrames(FrameDelays delays) {
    frameDelays = delays;
  }

  /// What so much work of a machine takes.
  long workNanos(long nanos) {
    return frameDelays == null ? nanos : 0;
  }

  /// Says what one direction is like.
  public void profile(SimulatedMachine from, SimulatedMachine to, LinkProfile profile) {
    link(from, to).profile(profile);
  }

  /// Says what both directions are like.
  public void between(SimulatedMachine left, SimulatedMachine right, LinkProfile profile) {
    profile(left, right, profile);
    profile(right, left, profile);
  }

  /// Cuts one direction until the cut is mended.
  public Cut cutOneWay(SimulatedMachine from, SimulatedMachine to) {
    return cut(newCut(FaultKind.LINK_CUT_ONE_WAY).oneWay(from, to));
  }

  /// Cuts every link between the machines of one side and those of the other.
  public Cut partition(List<SimulatedMachine> left, List<SimulatedMachine> right) {
    Cut cut = newCut(FaultKind.PARTITION_PARTIAL);
    left.forEach(l -> right.forEach(r -> cut.bothWays(l, r)));
    return cut(cut);
  }

  public void mend(Cut cut) {
    cut.directions().forEach(d -> link(d.from(), d.to()).mend(cut));
  }

  /// How long nothing has come through in one direction because it is cut; 0 when it is not.
  public long cutNanos(SimulatedMachine from, SimulatedMachine to) {
    return link(from, to).cutNanos();
  }

  Cut newCut(FaultKind kind) {
    return new Cut(world.fault(kind));
  }

  Cut cut(Cut cut) {
    cut.directions().forEach(d -> link(d.from(), d.to()).cut(cut));
    return cut;
  }

  SimulatedLink link(SimulatedMachine from, SimulatedMachine to) {
    return links[from.number() - 1][to.number() - 1];
  }

  /// A process has ended, and its machine has not.
  void ended(SimulatedMachine machine) {
    endNotices.ended(machine);
  }

  void grow(List<SimulatedMachine> machines) {
    int count = machines.size();
    SimulatedLink[][] grown = new SimulatedLink[count][count];
    for (int from = 0; from < count; from++) {
      for (int to = 0; to < count; to++) {
        boolean isOld = from < links.length && to < links.length;
        grown[from][to] = isOld ? links[from][to] : new SimulatedLink(world, LinkProfile.local());
      }
    }
    links = grown;
  }

  /// Bytes that nodes have sent to each other, lost ones among them.
  public long sentBytes() {
    return sentBytes;
  }

  void send(SimulatedMachine from, NodeId to, Bytes frame) {
    sentBytes += frame.length();
    SimulatedMachine target = world.node(to);
    if (target == null) {
      return;
    }
    SimulatedLink link = link(from, target);
    if (link.isCut()) {
      blocked(link, from, target, frame);
    } else if (!link.hasRoomFor(frame.length())) {
      world.record(Happening.FRAME_LOST, from, target.number(), frame.length(), 0);
    } else if (target.isRunning() && draws.chance(world.chance(FaultKind.FRAME_LOST))) {
      world.faultCounters().count(FaultKind.FRAME_LOST);
      world.record(Happening.FRAME_LOST, from, target.number(), frame.length(), 1);
    } else {
      long hash = Trace.hash(frame);
      launch(new FrameEvent(link, from, target, frame, hash));
      if (draws.chance(world.chance(FaultKind.FRAME_DUPLICATED))) {
        FrameEvent copy = new FrameEvent(link, from, target, frame, hash);
        copy.isCopy = true;
        launch(copy);
      }
    }
  }

  boolean isWritable(SimulatedMachine from, NodeId to) {
    SimulatedMachine target = world.node(to);
    return target != null && link(from, target).isWritable();
  }

  void listen(String address, SimulatedProcess.Listener listener) {
    List<SimulatedProcess.Listener> all =
        listeners.computeIfAbsent(address, _ -> new ArrayList<>());
    all.removeIf(other -> !other.process().isAlive());
    Invariant.check(
        all.stream().allMatch(l -> l.process() == listener.process()), "address in use");
    all.add(listener);
  }

  void dial(
      SimulatedProcess caller, SimulatedLoop loop, String address, Connection.Handler handler) {
    List<SimulatedProcess.Listener> found = listeners.get(address);
    Dialling dialling = new Dialling(world, caller, loop, address, handler);
    if (found == null) {
      dialling.failAfter(UNKNOWN_HOST_NANOS, "nobody has the address " + address);
    } else {
      dialling.reach(found, draws);
    }
  }

  /// A connection has been made; both ends are open, or are about to be.
  long opened(SimulatedConnection clientEnd) {
    connections.add(clientEnd);
    return ++connectionCount;
  }

  /// A connection that is open, drawn among all; null when there is none.
  @Nullable SimulatedConnection drawConnection(Draws chooser) {
    connections.removeIf(SimulatedConnection::isOver);
    return connections.isEmpty() ? null : connections.get(chooser.below(connections.size()));
  }

  private void launch(FrameEvent frame) {
    SimulatedLink link = frame.link;
    int length = frame.bytes.length();
    FrameDelays drawn = frameDelays;
    long delay = drawn == null ? link.delay(length, draws) : drawn.nanos(frame.from, frame.to);
    long arrival = world.nowNanos() + delay;
    if (draws.chance(world.chance(FaultKind.FRAME_DELAYED))) {
      frame.isHeldBack = true;
      arrival += draws.between(HELD_BACK_NANOS_MIN, HELD_BACK_NANOS_MAX);
    } else if (draws.chance(world.chance(FaultKind.FRAME_REORDERED))) {
      arrival += draws.exponential(REORDER_NANOS_MEAN);
    } else if (drawn == null) {
      arrival = link.inOrder(arrival);
    }
    frame.number = link.sent(length);
    world.schedule(arrival, frame);
  }

  private void blocked(
      SimulatedLink link, SimulatedMachine from, SimulatedMachine to, Bytes frame) {
    if (to.isRunning()) {
      link.blocked();
    }
    world.record(Happening.FRAME_LOST, from, to.number(), frame.length(), 2);
  }

  /// A frame under way; then, as a task, its receiver's work.
  private final class FrameEvent extends Event implements Runnable {
    private final SimulatedLink link;
    private final SimulatedMachine from;
    private final SimulatedMachine to;
    private final Bytes bytes;
    private final long hash;
    private long number;
    private boolean isCopy;
    private boolean isHeldBack;
    private Network.@Nullable Receiver receiver;

    FrameEvent(
        SimulatedLink link, SimulatedMachine from, SimulatedMachine to, Bytes bytes, long hash) {
      this.link = link;
      this.from = from;
      this.to = to;
      this.bytes = bytes;
      this.hash = hash;
    }

    @Override
    boolean fire() {
      boolean overtaken = link.arrived(number, bytes.length());
      if (link.isCut()) {
        blocked(link, from, to, bytes);
        return true;
      }
      SimulatedProcess process = to.process();
      receiver = process == null ? null : process.receiver();
      if (process == null || receiver == null) {
        world.record(Happening.FRAME_DROPPED, to, from.number(), bytes.length(), hash);
        return true;
      }
      count(overtaken);
      world.record(Happening.FRAME_RECEIVED, to, from.number(), bytes.length(), hash);
      process.firstLoop().post(this);
      return true;
    }

    @Override
    public void run() {
      assert Trace.hash(bytes) == hash : "a frame was changed after it was sent by " + from;
      Network.Receiver hearing = receiver;
      if (hearing != null) {
        hearing.receive(fromId(), bytes);
      }
    }

    private NodeId fromId() {
      return Objects.requireNonNull(from.id(), "frames come from nodes");
    }

    private void count(boolean overtaken) {
      if (isCopy) {
        world.faultCounters().count(FaultKind.FRAME_DUPLICATED);
      } else if (isHeldBack) {
        world.faultCounters().count(FaultKind.FRAME_DELAYED);
      } else if (overtaken) {
        world.faultCounters().count(FaultKind.FRAME_REORDERED);
      }
    }
  }
}
