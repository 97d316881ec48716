package dev.gamut.world;

import dev.gamut.base.Bytes;

/// One end of a stream of whole frames between a client and a node. In order and without doubles
/// while it lasts; may end at any moment, and then nothing is known of the frames under way.
public interface Connection {
  /// Sends a frame, never blocking; from the owner's loop. Frames of a turn leave together.
  void send(Bytes frame);

  /// Bytes sent but not yet taken by the network: who answers faster than they are read must wait.
  long queuedBytes();

  void close();

  /// Who is at the other end, for logs.
  String remote();

  /// Whoever owns an end; called on its loop.
  interface Handler {
    void opened(Connection connection);

    void receive(Connection connection, Bytes frame);

    void closed(Connection connection, String reason);
  }

  /// The door through which a client reaches nodes.
  interface Dialer {
    /// Starts to connect; the handler hears `opened` or `closed` on the caller's loop.
    void dial(String address, Handler handler);
  }
}
