package dev.gamut.storage.journal;

import dev.gamut.base.PartitionId;
import java.util.List;

/// What the journal's thread tells every appender's listener.
sealed interface Notice {
  record RoomChanged(Room room) implements Notice {}

  record Failed(Exception cause) implements Notice {}

  record Damaged(PartitionId group, String what) implements Notice {}

  record Pinned(List<Pin> pins) implements Notice {
    public Pinned {
      pins = List.copyOf(pins);
    }
  }
}
