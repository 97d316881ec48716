package dev.gamut.node;

import dev.gamut.base.Entropy;
import dev.gamut.base.Invariant;
import dev.gamut.node.strategy.Probe;
import dev.gamut.storage.Store;
import dev.gamut.storage.journal.Recovered;
import dev.gamut.world.Clock;
import dev.gamut.world.Connection;
import dev.gamut.world.Loop;
import dev.gamut.world.Network;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The doors of one node, opened for it by whichever world it lives in.
///
/// @param loops at least one; a replica belongs to one of them for its life
/// @param dialer the door to other nodes as a client has it: called from the first loop, which
///   hears of the connection
/// @param stores one for each loop, which may be the same
/// @param recovered the journal as it was found
/// @param events hears a line for everything that matters
/// @param fatal ends the node: called when it must not go on
/// @param probe watches the replicas; null in a server
public record NodeWorld(
    List<Loop> loops,
    Clock clock,
    Network network,
    Connection.Dialer dialer,
    Entropy entropy,
    List<Store> stores,
    Recovered recovered,
    Consumer<String> events,
    Consumer<Throwable> fatal,
    @Nullable Probe probe) {
  public NodeWorld {
    loops = List.copyOf(loops);
    stores = List.copyOf(stores);
    Invariant.require(loops.size() == stores.size(), "%d loops", loops.size());
  }
}
