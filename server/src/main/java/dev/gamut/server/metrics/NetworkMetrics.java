package dev.gamut.server.metrics;

import dev.gamut.real.PeerFigures;
import dev.gamut.real.Traffic;
import dev.gamut.server.ServerFigures;
import dev.gamut.server.door.DoorGate;

/// What the connections and the queues tell.
final class NetworkMetrics {
  private NetworkMetrics() {}

  static void add(ServerFigures figures, DoorGate gate, Families to) {
    to.gauge(
        "gamut_client_connections",
        "Clients connected over frames, the HTTP doors of the nodes among them.",
        figures.clientConnections());
    traffic("gamut_client", "clients", figures.clients(), to);
    for (PeerFigures peer : figures.peers()) {
      peer(peer, to);
    }
    to.counter(
        "gamut_network_dropped_frames",
        "Frames to nodes without an address, dropped.",
        figures.droppedToStrangers());
    to.gauge(
        "gamut_http_requests_bytes",
        "Memory of calls at the HTTP and gRPC door under way.",
        gate.bytes());
    to.gauge(
        "gamut_http_requests_limit_bytes",
        "Memory of calls at the HTTP and gRPC door, beyond which they are refused.",
        gate.bytesMax());
    for (ServerFigures.Queue worker : figures.workers()) {
      to.gauge(
          "gamut_worker_queue_jobs", "Jobs that wait.", worker.jobs(), "worker", worker.name());
      to.gauge(
          "gamut_worker_queue_limit_jobs",
          "Jobs that may wait, beyond which jobs fail.",
          worker.jobsMax(),
          "worker",
          worker.name());
    }
  }

  private static void peer(PeerFigures peer, Families to) {
    String[] of = {"peer", peer.peer().toString()};
    to.gauge(
        "gamut_peer_reachable",
        "1 while there is a connection to the node.",
        peer.reachable() ? 1 : 0,
        of);
    traffic("gamut_peer", "the node", peer.traffic(), to, of);
    to.counter(
        "gamut_peer_dropped_frames",
        "Frames to the node, dropped: it was not connected, or the queue was full.",
        peer.droppedFrames(),
        of);
    to.gauge("gamut_peer_queue_bytes", "Waiting to be sent to the node.", peer.queuedBytes(), of);
    to.gauge(
        "gamut_peer_queue_limit_bytes",
        "Waiting bytes beyond which frames to the node are dropped.",
        peer.queueBytesMax(),
        of);
  }

  private static void traffic(
      String prefix, String whom, Traffic traffic, Families to, String... of) {
    to.counter(prefix + "_sent_bytes", "Bytes sent to " + whom + ".", traffic.bytesSent(), of);
    to.counter(prefix + "_sent_frames", "Frames sent to " + whom + ".", traffic.framesSent(), of);
    to.counter(
        prefix + "_received_bytes",
        "Bytes received from " + whom + ".",
        traffic.bytesReceived(),
        of);
    to.counter(
        prefix + "_received_frames",
        "Frames received from " + whom + ".",
        traffic.framesReceived(),
        of);
  }
}
