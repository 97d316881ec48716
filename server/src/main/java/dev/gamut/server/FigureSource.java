package dev.gamut.server;

import dev.gamut.node.Node;
import dev.gamut.node.NodeFigures;
import dev.gamut.real.NettyLoop;
import dev.gamut.real.PeerFigures;
import dev.gamut.real.PeerNetwork;
import dev.gamut.real.RealWorld;
import dev.gamut.real.ThreadWorker;
import dev.gamut.real.Traffic;
import dev.gamut.real.store.RocksStore;
import dev.gamut.real.store.StoreFigures;
import dev.gamut.storage.Store;
import dev.gamut.storage.journal.JournalConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Asks every loop of a node how it is, each for what it owns.
record FigureSource(
    Node node, RealWorld world, PeerNetwork network, List<Store> stores, JournalConfig journal) {
  FigureSource {
    stores = List.copyOf(stores);
  }

  /// What one loop owns.
  private record Part(Traffic clients, List<StoreFigures> store) {}

  CompletableFuture<ServerFigures> gather() {
    NettyLoop first = world.loops().getFirst();
    CompletableFuture<NodeFigures> ofNode = new CompletableFuture<>();
    CompletableFuture<List<PeerFigures>> ofPeers = new CompletableFuture<>();
    first.post(
        () -> {
          ofPeers.complete(network.figures());
          node.figures(ofNode::complete);
        });
    List<CompletableFuture<Part>> parts = new ArrayList<>();
    for (int i = 0; i < stores.size(); i++) {
      parts.add(ask(i));
    }
    return CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new))
        .thenCombine(ofPeers, (_, peers) -> peers)
        .thenCombine(ofNode, (peers, figures) -> together(figures, peers, parts));
  }

  private CompletableFuture<Part> ask(int loop) {
    CompletableFuture<Part> part = new CompletableFuture<>();
    world.clientTraffic(loop, traffic -> part.complete(new Part(traffic, figures(loop))));
    return part;
  }

  /// Nothing of a store in memory, and of one that has ended.
  private List<StoreFigures> figures(int loop) {
    StoreFigures figures = stores.get(loop) instanceof RocksStore onDisk ? onDisk.figures() : null;
    return figures == null ? List.of() : List.of(figures);
  }

  private ServerFigures together(
      NodeFigures figures, List<PeerFigures> peers, List<CompletableFuture<Part>> parts) {
    Traffic clients = new Traffic();
    List<StoreFigures> all = new ArrayList<>();
    for (CompletableFuture<Part> part : parts) {
      clients.add(part.join().clients());
      all.addAll(part.join().store());
    }
    List<ServerFigures.Queue> workers = new ArrayList<>();
    workers.add(queue(world.journalWorker()));
    workers.add(queue(world.storeWorker()));
    world.readers().forEach(reader -> workers.add(queue(reader)));
    return new ServerFigures(
        figures,
        journal,
        all,
        clients,
        world.clientConnections(),
        peers,
        network.droppedFramesToStrangers(),
        workers);
  }

  private static ServerFigures.Queue queue(ThreadWorker worker) {
    return new ServerFigures.Queue(worker.name(), worker.queuedJobs(), worker.queuedJobsMax());
  }
}
