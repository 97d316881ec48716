package dev.gamut.real;

import dev.gamut.base.NodeId;
import java.util.concurrent.LinkedBlockingQueue;

/// Keeps what a node heard about its peers, for tests.
final class PeerRecorder implements PeerEvents {
  final LinkedBlockingQueue<String> reachable = new LinkedBlockingQueue<>();
  final LinkedBlockingQueue<String> alarms = new LinkedBlockingQueue<>();

  @Override
  public void reachable(NodeId peer, boolean isReachable) {
    reachable.add((isReachable ? "+" : "-") + peer);
  }

  @Override
  public void identityInUse(NodeId node, String text) {
    alarms.add(node + ": " + text);
  }
}
