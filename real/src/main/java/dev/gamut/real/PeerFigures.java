package dev.gamut.real;

import dev.gamut.base.NodeId;

/// How the way to a peer is, and what has gone over it since the start.
///
/// @param traffic a copy of its own
/// @param droppedFrames to the peer: it was not connected, or its queue was full
/// @param queuedBytes that wait to be sent to it
/// @param queueBytesMax beyond which frames are dropped
public record PeerFigures(
    NodeId peer,
    boolean reachable,
    Traffic traffic,
    long droppedFrames,
    long queuedBytes,
    long queueBytesMax) {}
