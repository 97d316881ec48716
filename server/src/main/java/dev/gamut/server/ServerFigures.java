package dev.gamut.server;

import dev.gamut.node.NodeFigures;
import dev.gamut.real.PeerFigures;
import dev.gamut.real.Traffic;
import dev.gamut.real.store.StoreFigures;
import dev.gamut.storage.journal.JournalConfig;
import java.util.List;

/// How a node over the real doors is, and what it has counted since the start.
///
/// @param stores one a loop; none when they are not on disk
/// @param clients what went over clients' sockets
/// @param droppedToStrangers frames to nodes without an address
public record ServerFigures(
    NodeFigures node,
    JournalConfig journal,
    List<StoreFigures> stores,
    Traffic clients,
    int clientConnections,
    List<PeerFigures> peers,
    long droppedToStrangers,
    List<Queue> workers) {
  public ServerFigures {
    stores = List.copyOf(stores);
    peers = List.copyOf(peers);
    workers = List.copyOf(workers);
  }

  /// Jobs that wait for a thread.
  public record Queue(String name, int jobs, int jobsMax) {}
}
