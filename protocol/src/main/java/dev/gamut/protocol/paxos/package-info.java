/// Paxos a key, for conditional writes and linearizable reads where nobody leads: see
/// [dev.gamut.protocol.paxos.Proposer] and `docs/protocols/paxos.md`.
@NullMarked
package dev.gamut.protocol.paxos;

import org.jspecify.annotations.NullMarked;
