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
      replicas.add(new Sized(size));
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
    assertTrue(room.isFull());
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

  private record Sized(long dotLogBytes) implements Replica {
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
