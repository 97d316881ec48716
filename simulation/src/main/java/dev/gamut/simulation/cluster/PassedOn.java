package dev.gamut.simulation.cluster;

import dev.gamut.base.ByteReader;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.model.Outcome;
import dev.gamut.wire.Answer;
import dev.gamut.wire.Batch;
import dev.gamut.wire.Result;
import dev.gamut.world.Connection;

/// Watches the door through which nodes pass requests on, and counts those that were carried out: a
/// campaign in which none was has proved nothing of it.
final class PassedOn {
  private long count;

  long count() {
    return count;
  }

  Connection.Dialer watch(Connection.Dialer door) {
    return (address, handler) -> door.dial(address, new Watched(handler));
  }

  private void count(Bytes frame) {
    ByteReader in = new ByteReader(frame);
    try {
      while (in.remaining() > 0) {
        Result result = Answer.read(new ByteReader(Batch.next(in))).result();
        boolean inDoubt = result instanceof Result.Written(Outcome.Unknown _);
        count += inDoubt || result instanceof Result.Refused ? 0 : 1;
      }
    } catch (MalformedException e) {
      throw new IllegalStateException("a node sent what is no answer", e);
    }
  }

  private final class Watched implements Connection.Handler {
    private final Connection.Handler handler;

    Watched(Connection.Handler handler) {
      this.handler = handler;
    }

    @Override
    public void opened(Connection connection) {
      handler.opened(connection);
    }

    @Override
    public void receive(Connection connection, Bytes frame) {
      count(frame);
      handler.receive(connection, frame);
    }

    @Override
    public void closed(Connection connection, String reason) {
      handler.closed(connection, reason);
    }
  }
}
