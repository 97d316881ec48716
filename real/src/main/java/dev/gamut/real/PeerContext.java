package dev.gamut.real;

import dev.gamut.base.Entropy;
import dev.gamut.wire.frame.NodeIdentity;
import dev.gamut.world.Network;

/// What all links of a node to its peers share.
record PeerContext(
    NettyLoop loop,
    NodeIdentity self,
    PeerLimits limits,
    HandshakeLimits handshake,
    Entropy entropy,
    SocketOpener opener,
    Network.Receiver receiver,
    PeerEvents events) {}
