package dev.gamut.real;

import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.wire.frame.FrameKind;

/// Whoever a [FrameSocket] answers to at the moment; called on its loop.
interface SocketOwner {
  /// The socket is connected.
  void connected(FrameSocket socket);

  /// A frame of a kind that the socket does not see to itself.
  void receive(FrameSocket socket, FrameKind kind, Bytes payload) throws MalformedException;

  /// The socket has ended, or never connected; once, and the last call.
  void ended(FrameSocket socket, String reason);
}
