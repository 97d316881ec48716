package dev.gamut.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.ByteReader;
import dev.gamut.base.NodeId;
import dev.gamut.model.Level;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.node.strategy.Call;
import dev.gamut.node.strategy.Replica;
import dev.gamut.wire.NodeStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DotLogRoomTest {
  private final DotLogRoom room = new DotLogRoom(100);

  private void measure(long... sizes) {
    List<Replica> replicas = new ArrayList<>();
    for (long size : sizes) {
      replicas.add(new Sized(size, false));
    }
    room.measure(replicas);
  }

  @Test
  void oneMayHaveAllThatOthersLeave() {
    measure(70, 20, 0);
    assertEquals(80, room.bytesMax(70));
    assertFalse(room.isFull());
  }

  @Test
  void beyondTheBoundThoseWithMoreThanAnEqualShareGive() {
    measure(90, 20, 10);
    assertFalse(room.isFull(), "homes forget");
    assertEquals(70, room.bytesMax(90), "all that was too much");
    assertEquals(33, room.bytesMax(20), "less than a share stays");
    measure(60, 60, 60);
    assertEquals(33, room.bytesMax(60));
  }

  @Test
  void nobodyUsesAnyAtFirst() {
    assertEquals(100, room.bytesMax(0));
    measure();
    assertEquals(100, room.bytesMax(0));
  }

  @Test
  void whatFallbacksKeepIsNotShared() {
    room.measure(List.of(new Sized(60, true), new Sized(60, false), new Sized(10, false)));
    assertFalse(room.isFull());
    assertEquals(30, room.bytesMax(60));
    assertEquals(20, room.bytesMax(10), "an equal share of what fallbacks leave");
    room.measure(List.of(new Sized(75, true), new Sized(25, false)));
    assertTrue(room.isFull(), "the rest is for homes");
    room.measure(List.of(new Sized(74, true), new Sized(90, false)));
    assertFalse(room.isFull(), "homes will forget");
  }

  private record Sized(long bytes, boolean kept) implements Replica {
    @Override
    public DotLogUse dotLogUse() {
      return new DotLogUse(bytes, kept);
    }

    @Override
    public PartitionDescriptor descriptor() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void handle(Call call) {}

    @Override
    public void receive(NodeId from, ByteReader message) {}

    @Override
    public void endTurn() {}

    @Override
    public void tend() {}

    @Override
    public NodeStatus.ReplicaStatus status() {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Level.Kind> levelsOffered() {
      return List.of();
    }

    @Override
    public void close() {}
  }
}
