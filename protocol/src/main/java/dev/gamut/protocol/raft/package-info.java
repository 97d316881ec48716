/// Raft (Ongaro, *Consensus: Bridging Theory and Practice*, 2014) as a state machine: events and
/// the time go in, effects come out, and nothing here touches the world. See
/// `docs/protocols/raft.md`.
@NullMarked
package dev.gamut.protocol.raft;

import org.jspecify.annotations.NullMarked;
