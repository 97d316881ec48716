package dev.gamut.model;

/// Which lane a request takes when there is not enough for all. The codes are part of the wire.
public enum Priority {
  CONTROL,
  INTERACTIVE,
  BATCH,
  BACKGROUND
}
