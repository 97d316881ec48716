package dev.gamut.node.strategy;

import dev.gamut.protocol.leaderless.Leaderless;
import dev.gamut.protocol.leaderless.LeaderlessConfig;
import dev.gamut.protocol.leaderless.LeaderlessStart;
import dev.gamut.protocol.paxos.CollectingConfig;
import java.util.List;

/// What a leaderless replica begins with.
///
/// @param left dots that the last process gave to writes
record LeaderlessOrigin(
    Leaderless core,
    LeaderlessConfig config,
    CollectingConfig collecting,
    LeaderlessMachine machine,
    LeaderlessLog.Start log,
    List<LeaderlessStart.Left> left) {}
