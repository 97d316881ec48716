package dev.gamut.node.strategy;

import dev.gamut.protocol.leaderless.Leaderless;
import dev.gamut.protocol.leaderless.LeaderlessConfig;
import dev.gamut.protocol.leaderless.LeaderlessStart;
import java.util.List;

/// What a leaderless replica begins with.
///
/// @param left dots that the last process gave to writes
record LeaderlessOrigin(
    Leaderless core,
    LeaderlessConfig config,
    LeaderlessMachine machine,
    LeaderlessLog.Start log,
    List<LeaderlessStart.Left> left) {}
