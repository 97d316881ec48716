package dev.gamut.model;

import dev.gamut.base.MalformedException;

/// How the replicas of a partition agree.
public enum StrategyKind {
  /// One replica and no agreement: durable on one node, and lost with it.
  LOCAL(0, "local"),
  /// Raft: linearizable per key, durable on a majority before the answer.
  CONSENSUS(1, "consensus"),
  /// Quorums of replicas of which none leads: writable while some replica is reached.
  LEADERLESS(4, "leaderless");

  private final int code;
  private final String label;

  StrategyKind(int code, String label) {
    this.code = code;
    this.label = label;
  }

  public int code() {
    return code;
  }

  /// The word that people type.
  public String label() {
    return label;
  }

  public static StrategyKind of(int code) throws MalformedException {
    for (StrategyKind kind : values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    throw new MalformedException("unknown strategy " + code);
  }
}
