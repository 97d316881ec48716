package dev.gamut.protocol.raft;

import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Messages and effects as short lines for stories.
final class RaftText {
  private RaftText() {}

  static String of(RaftMessage message) {
    return message.getClass().getSimpleName() + " t" + message.term() + fields(message);
  }

  private static String fields(RaftMessage message) {
    return switch (message) {
      case RaftMessage.PreVote m -> " last=" + place(m.lastIndex(), m.lastTerm());
      case RaftMessage.PreVoteResponse m -> m.granted() ? " granted" : " refused";
      case RaftMessage.Vote m ->
          " last=" + place(m.lastIndex(), m.lastTerm()) + (m.transfer() ? " transfer" : "");
      case RaftMessage.VoteResponse m -> m.granted() ? " granted" : " refused";
      case RaftMessage.Append m ->
          " prev="
              + place(m.prevIndex(), m.prevTerm())
              + " commit="
              + m.commit()
              + round(m.round())
              + closed(m.closedTime())
              + " "
              + entries(m.entries());
      case RaftMessage.Appended m -> " match=" + m.matchIndex() + round(m.round());
      case RaftMessage.AppendRefused m ->
          " prev="
              + m.prevIndex()
              + " hint="
              + place(m.hintIndex(), m.hintTerm())
              + (m.needsSnapshot() ? " needs-snapshot" : "")
              + round(m.round());
      case RaftMessage.Heartbeat m ->
          " commit=" + m.commit() + round(m.round()) + closed(m.closedTime());
      case RaftMessage.HeartbeatResponse m ->
          round(m.round()) + " received=" + m.receivedIndex() + " match=" + m.matchIndex();
      case RaftMessage.SnapshotChunk m ->
          " #"
              + m.snapshotId()
              + " up-to="
              + place(m.point().index(), m.point().term())
              + " chunk="
              + m.chunk()
              + (m.last() ? " last" : "");
      case RaftMessage.SnapshotChunkResponse m -> " #" + m.snapshotId() + " next=" + m.nextChunk();
      case RaftMessage.TimeoutNow _ -> "";
    };
  }

  static String of(RaftEffect effect) {
    return switch (effect) {
      case RaftEffect.Persist e ->
          "persist #" + e.sequence() + state(e.state()) + suffix(e.entries());
      case RaftEffect.Send e -> "-> " + e.to() + " " + of(e.message());
      case RaftEffect.SendOncePersisted e -> "=> " + e.to() + " " + of(e.message());
      case RaftEffect.Apply e -> "apply " + entries(e.entries());
      case RaftEffect.LoadEntries e -> "load " + e.from() + ".." + (e.toExclusive() - 1);
      case RaftEffect.ProposalAppended e ->
          "proposal " + e.id() + " appended at " + place(e.index(), e.term());
      case RaftEffect.ProposalRefused e ->
          "proposal " + e.id() + " refused: " + e.reason() + leader(e.leader());
      case RaftEffect.ReadReady e -> "read " + e.id() + " ready at " + e.index();
      case RaftEffect.ReadRefused e -> "read " + e.id() + " refused" + leader(e.leader());
      case RaftEffect.SetTimer e -> "timer " + e.timer() + " at " + e.atNanos() / 1_000_000 + "ms";
      case RaftEffect.RoleChanged e -> "is " + e.role() + " t" + e.term() + leader(e.leader());
      case RaftEffect.CaughtUp _ -> "has caught up";
      case RaftEffect.ReadSnapshotChunk e ->
          "read snapshot #" + e.snapshotId() + " for " + e.to() + " chunk " + e.chunk();
      case RaftEffect.CloseSnapshot e -> "close snapshot #" + e.snapshotId() + " for " + e.to();
      case RaftEffect.InstallChunk e ->
          "install #"
              + e.snapshotId()
              + " up-to="
              + place(e.point().index(), e.point().term())
              + " chunk "
              + e.chunk()
              + (e.last() ? " last" : "");
    };
  }

  static String entries(List<Entry> entries) {
    StringBuilder text = new StringBuilder("[");
    for (Entry entry : entries) {
      text.append(text.length() > 1 ? " " : "").append(place(entry.index(), entry.term()));
      if (entry.kind() == Entry.Kind.COMMAND) {
        text.append(':').append(entry.payload());
      }
    }
    return text.append(']').toString();
  }

  static String place(long index, long term) {
    return index + "/" + term;
  }

  private static String suffix(List<Entry> entries) {
    return entries.isEmpty() ? "" : " " + entries(entries);
  }

  private static String state(@Nullable HardState state) {
    return state == null
        ? ""
        : " t" + state.term() + " vote=" + vote(state.vote()) + " commit=" + state.commit();
  }

  private static String vote(@Nullable NodeId vote) {
    return vote == null ? "-" : vote.toString();
  }

  private static String round(long round) {
    return round == 0 ? "" : " round=" + round;
  }

  private static String closed(HybridTime time) {
    return time.equals(HybridTime.ZERO) ? "" : " closed=" + time.millis();
  }

  private static String leader(@Nullable NodeId leader) {
    return leader == null ? "" : " leader=" + leader;
  }
}
