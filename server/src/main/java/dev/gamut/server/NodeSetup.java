package dev.gamut.server;

import dev.gamut.protocol.leaderless.ComparingConfig;
import dev.gamut.protocol.raft.RaftConfig;
import dev.gamut.real.FatalHandler;
import dev.gamut.server.config.NodeConfig;

/// What a node is made of.
///
/// @param raft its groups' times and bounds; every node should have the same
/// @param comparing how homes of leaderless tables are compared
/// @param fatal hears that the node found itself or its disk wrong, and has stopped working
public record NodeSetup(
    NodeConfig config,
    RaftConfig raft,
    ComparingConfig comparing,
    NodeStorage storage,
    FatalHandler fatal) {}
