package dev.gamut.server.config;

import java.io.IOException;

/// A configuration file that cannot be read; the message names the file, the field, and what was
/// expected there.
public final class ConfigException extends IOException {
  private static final long serialVersionUID = 1;

  public ConfigException(String message) {
    super(message);
  }

  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
