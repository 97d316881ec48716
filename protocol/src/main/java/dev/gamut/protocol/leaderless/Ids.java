package dev.gamut.protocol.leaderless;

import dev.gamut.base.Defect;

/// Numbers the questions of a replica, so that an answer answers one of them only. An answer may
/// arrive after the asker was restarted, and must not be taken for one to a new question.
final class Ids {
  private long last;

  Ids(long first) {
    last = Defect.REUSE_QUESTION_ID.isPlanted() ? 0 : first;
  }

  long next() {
    return ++last;
  }
}
