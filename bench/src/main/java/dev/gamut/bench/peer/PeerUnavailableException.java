package dev.gamut.bench.peer;

import java.io.IOException;

/// A peer cannot be had on this machine; the message says what was tried and what would help.
public final class PeerUnavailableException extends IOException {
  private static final long serialVersionUID = 1;

  public PeerUnavailableException(String message) {
    super(message);
  }

  public PeerUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
