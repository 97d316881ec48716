package dev.gamut.real.store;

import java.io.IOException;

/// A store that cannot be opened: of another program, of a newer version, damaged, or in use. Says
/// which of these, where, and what to do; nothing was changed.
public final class StoreUnusableException extends IOException {
  private static final long serialVersionUID = 1;

  public StoreUnusableException(String message) {
    super(message);
  }

  public StoreUnusableException(String message, Throwable cause) {
    super(message, cause);
  }
}
