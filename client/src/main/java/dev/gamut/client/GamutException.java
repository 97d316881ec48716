package dev.gamut.client;

import dev.gamut.client.core.Failure;
import dev.gamut.model.Outcome;

/// Why a call was not carried out. Except for [UnknownOutcomeException], [BrokenException] and
/// [InterruptedCallException], which say so, nothing was changed. The message says what happened,
/// why, and what to do.
public abstract sealed class GamutException extends RuntimeException {
  private static final long serialVersionUID = 1;

  GamutException(String message) {
    super(message);
  }

  /// Nobody could carry it out in its time: certainly not done. Trying again later may help.
  public static final class UnavailableException extends GamutException {
    private static final long serialVersionUID = 1;

    UnavailableException(String message) {
      super(message);
    }
  }

  /// The cluster, or this client, has more to do than it can: certainly not done.
  public static final class OverloadedException extends GamutException {
    private static final long serialVersionUID = 1;

    OverloadedException(String message) {
      super(message);
    }
  }

  /// There is no such table; the message names the nearest.
  public static final class NoSuchTableException extends GamutException {
    private static final long serialVersionUID = 1;

    NoSuchTableException(String message) {
      super(message);
    }
  }

  public static final class TableExistsException extends GamutException {
    private static final long serialVersionUID = 1;

    TableExistsException(String message) {
      super(message);
    }
  }

  /// A key, a value, a batch, a page or a deadline is larger than is allowed; the message names the
  /// limit. Nothing was sent.
  public static final class LimitException extends GamutException {
    private static final long serialVersionUID = 1;

    LimitException(String message) {
      super(message);
    }
  }

  /// The call makes no sense, here or on any node.
  public static final class BadRequestException extends GamutException {
    private static final long serialVersionUID = 1;

    BadRequestException(String message) {
      super(message);
    }
  }

  /// The table's strategy cannot give the level that was asked for; the message names those it can.
  public static final class LevelNotOfferedException extends GamutException {
    private static final long serialVersionUID = 1;

    LevelNotOfferedException(String message) {
      super(message);
    }
  }

  /// The table takes conditional writes only, and this was a plain one.
  public static final class ConditionRequiredException extends GamutException {
    private static final long serialVersionUID = 1;

    ConditionRequiredException(String message) {
      super(message);
    }
  }

  public static final class ForbiddenException extends GamutException {
    private static final long serialVersionUID = 1;

    ForbiddenException(String message) {
      super(message);
    }
  }

  /// This client was closed.
  public static final class ClosedException extends GamutException {
    private static final long serialVersionUID = 1;

    ClosedException(String message) {
      super(message);
    }
  }

  /// Certainly not carried out: the disk of the node that leads there is full, and it takes reads
  /// and deletes only until there is room.
  public static final class ReadOnlyException extends GamutException {
    private static final long serialVersionUID = 1;

    ReadOnlyException(String message) {
      super(message);
    }
  }

  /// This client found itself wrong and has stopped: it answers nothing more. A write that was
  /// under way may have taken effect. The cause is a defect, worth a report.
  public static final class BrokenException extends GamutException {
    private static final long serialVersionUID = 1;

    BrokenException(Throwable cause) {
      super(
          "this client broke and answers nothing more ("
              + cause
              + "); a write that was under way may have taken effect; close it and connect anew");
      initCause(cause);
    }
  }

  /// A change of the catalog may or may not have been made.
  public static final class UnknownOutcomeException extends GamutException {
    private static final long serialVersionUID = 1;
    private final Outcome.Cause cause;

    UnknownOutcomeException(Outcome.Cause cause) {
      super("it is not known whether this was done (" + cause + "); look, and ask again if not");
      this.cause = cause;
    }

    public Outcome.Cause outcomeCause() {
      return cause;
    }
  }

  /// The calling thread was interrupted, and its interrupt flag is still set. When it was while it
  /// waited, the call goes on without it: a write may take effect.
  public static final class InterruptedCallException extends GamutException {
    private static final long serialVersionUID = 1;

    InterruptedCallException(String message) {
      super(message);
    }
  }

  static GamutException of(Failure failure) {
    String message = failure.message();
    return switch (failure.reason()) {
      case UNAVAILABLE -> new UnavailableException(message);
      case OVERLOADED -> new OverloadedException(message);
      case READ_ONLY -> new ReadOnlyException(message);
      case NO_SUCH_TABLE -> new NoSuchTableException(message);
      case TABLE_EXISTS -> new TableExistsException(message);
      case LIMIT -> new LimitException(message);
      case BAD_REQUEST -> new BadRequestException(message);
      case LEVEL_NOT_OFFERED -> new LevelNotOfferedException(message);
      case CONDITION_REQUIRED -> new ConditionRequiredException(message);
      case FORBIDDEN -> new ForbiddenException(message);
      case CLOSED -> new ClosedException(message);
    };
  }
}
