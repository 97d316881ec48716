package dev.gamut.wire.frame;

import dev.gamut.base.MalformedException;

/// What a frame is for. Codes are part of the format and never used again for something else.
public enum FrameKind {
  /// The first frame of whoever dialled: a [Hello].
  HELLO(1),
  /// The answer that opens the stream: a [Welcome].
  WELCOME(2),
  /// The answer that ends it: a [Refused].
  REFUSED(3),
  /// A message of the package above.
  DATA(4),
  /// The last frame of an end that closes: a [Goodbye].
  GOODBYE(5),
  /// Asks the other end for a [#PONG], to learn whether it is still there. Empty.
  PING(6),
  /// The answer to a [#PING]. Empty.
  PONG(7);

  /// The format of the payload, for each kind; so far the first one everywhere.
  static final int FORMAT = 1;

  private static final FrameKind[] BY_CODE = new FrameKind[8];

  static {
    for (FrameKind kind : values()) {
      BY_CODE[kind.code] = kind;
    }
  }

  private final int code;

  FrameKind(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static FrameKind of(int code, int format) throws MalformedException {
    if (code < 1 || code >= BY_CODE.length) {
      throw new MalformedException("unknown kind of frame: " + code);
    }
    if (format != FORMAT) {
      throw new MalformedException("unknown format " + format + " of frame " + BY_CODE[code]);
    }
    return BY_CODE[code];
  }
}
