package dev.gamut.server.door;

/// A call that cannot be done, found out while it was read.
public final class DoorException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final transient DoorError error;

  public DoorException(DoorError error) {
    super(error.reason(), null, false, false);
    this.error = error;
  }

  public static DoorException invalid(String reason) {
    return new DoorException(DoorError.invalid(reason));
  }

  public DoorError error() {
    return error;
  }
}
