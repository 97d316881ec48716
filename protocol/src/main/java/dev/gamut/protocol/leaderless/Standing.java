package dev.gamut.protocol.leaderless;

import dev.gamut.base.NodeId;

/// How another home or fallback of a partition stands, as this replica knows.
///
/// @param lacks writes that this replica has and it is not known to have; 0 for a fallback, which
///   needs none
/// @param holds writes that it has and this replica has not
/// @param behindNanos for how long one of them has been missing, there or here; 0 when none is
/// @param silentNanos since when it was not heard; -1 for never since this process began
/// @param compared what came of comparing this replica with it
public record Standing(
    NodeId node, long lacks, long holds, long behindNanos, long silentNanos, Compared compared) {}
