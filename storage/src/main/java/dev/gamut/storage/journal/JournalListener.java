package dev.gamut.storage.journal;

import dev.gamut.base.PartitionId;
import java.util.List;

/// Hears what befalls the journal, on the loop of the appender it was given for.
public interface JournalListener {
  /// What the journal can take has changed.
  void roomChanged(Room room);

  /// A sync failed (or the journal's own code did): nothing will be acknowledged any more, and the
  /// node must end. What was written since the last acknowledgement may or may not be there.
  void failed(Exception cause);

  /// A record that was durable can no longer be read: the group must neither vote nor serve until
  /// it has been removed and built anew from its peers.
  void damaged(PartitionId group, String what);

  /// Retention is above its first bound, and these groups keep the oldest segment: flushing the
  /// store or sending a snapshot would release it. Copying forward begins without waiting for that.
  void pinned(List<Pin> pins);
}
