package dev.gamut.client.core;

import dev.gamut.base.Invariant;
import dev.gamut.model.Condition;
import dev.gamut.model.Key;
import dev.gamut.model.TableSpec;
import dev.gamut.model.Value;

/// What a caller asks of the client. Every call ends, with exactly one [Reply], at the latest when
/// its time is up.
public sealed interface Call {
  /// Time from the submission to the reply, retries included.
  long timeoutNanos();

  record Get(String table, Key key, ReadTerms terms) implements Call {
    @Override
    public long timeoutNanos() {
      return terms.timeoutNanos();
    }
  }

  record Put(String table, Key key, Value value, Condition condition, long timeoutNanos)
      implements Call {
    public Put {
      requireTime(timeoutNanos);
    }
  }

  record Delete(String table, Key key, Condition condition, long timeoutNanos) implements Call {
    public Delete {
      requireTime(timeoutNanos);
    }
  }

  record CreateTable(TableSpec spec, long timeoutNanos) implements Call {
    public CreateTable {
      requireTime(timeoutNanos);
    }
  }

  record DropTable(String table, long timeoutNanos) implements Call {
    public DropTable {
      requireTime(timeoutNanos);
    }
  }

  /// The newest catalog that some node has.
  record GetCatalog(long timeoutNanos) implements Call {
    public GetCatalog {
      requireTime(timeoutNanos);
    }
  }

  private static void requireTime(long timeoutNanos) {
    Invariant.require(timeoutNanos > 0, "a timeout of %d nanoseconds", timeoutNanos);
  }
}
