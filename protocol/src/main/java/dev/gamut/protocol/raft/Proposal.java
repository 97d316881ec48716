package dev.gamut.protocol.raft;

import dev.gamut.base.Bytes;

/// A command that wants to be in the log.
///
/// @param id chosen by the node, unique for this replica until it restarts
public record Proposal(long id, Bytes payload) {}
