package dev.gamut.protocol.raft;

import dev.gamut.base.NodeId;

/// How far a follower is, as its leader knows.
///
/// @param matchIndex its log is the leader's, and durable, up to here
/// @param lastContactNanos when the leader heard from it last, in monotonic time
public record FollowerStatus(
    NodeId node, boolean voter, Stage stage, long matchIndex, long lastContactNanos) {
  public enum Stage {
    /// The leader looks for where the logs part; one message at a time.
    PROBE,
    /// Entries are sent before earlier ones are acknowledged.
    REPLICATE,
    SNAPSHOT
  }
}
