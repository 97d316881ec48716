package dev.gamut.wire.frame;

import dev.gamut.base.MalformedException;

/// As what somebody opens a stream.
public enum Role {
  /// Another node of the cluster.
  PEER(1),
  /// Somebody who asks for data.
  CLIENT(2);

  private final int code;

  Role(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static Role of(int code) throws MalformedException {
    return switch (code) {
      case 1 -> PEER;
      case 2 -> CLIENT;
      default -> throw new MalformedException("unknown role: " + code);
    };
  }
}
