package dev.gamut.client.core;

import dev.gamut.base.Entropy;
import dev.gamut.world.Clock;
import dev.gamut.world.Connection;
import dev.gamut.world.Loop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// All nodes this client has to do with, by address, and the end of the turn, when each sends what
/// has gathered for it.
final class Peers {
  private final Loop loop;
  private final Clock clock;
  private final Connection.Dialer dialer;
  private final ClientConfig config;
  private final Entropy entropy;
  private final Backoff backoff;
  private final Map<String, Peer> byAddress = new LinkedHashMap<>();
  private final Runnable flush = this::flush;
  private List<Peer> dirty = new ArrayList<>();
  private List<Peer> flushing = new ArrayList<>();

  /// The doors that a client needs.
  record Doors(Loop loop, Clock clock, Entropy entropy, Connection.Dialer dialer) {}

  Peers(Doors doors, ClientConfig config) {
    loop = doors.loop();
    clock = doors.clock();
    dialer = doors.dialer();
    this.config = config;
    entropy = doors.entropy();
    backoff = new Backoff(config.backoff(), doors.entropy());
  }

  Peer at(String address) {
    return byAddress.computeIfAbsent(address, key -> new Peer(this, key));
  }

  long now() {
    return clock.monotonicNanos();
  }

  Connection.Dialer dialer() {
    return dialer;
  }

  ClientConfig config() {
    return config;
  }

  Entropy entropy() {
    return entropy;
  }

  Backoff backoff() {
    return backoff;
  }

  /// Something waits to be sent to this node.
  void markDirty(Peer peer) {
    if (!peer.isDirty) {
      peer.isDirty = true;
      dirty.add(peer);
      if (dirty.size() == 1) {
        loop.atTurnEnd(flush);
      }
    }
  }

  private void flush() {
    List<Peer> ready = dirty;
    dirty = flushing;
    flushing = ready;
    for (Peer peer : ready) {
      peer.isDirty = false;
      peer.flush();
    }
    ready.clear();
  }

  /// Lets go of nodes at other addresses, as soon as nothing is under way there.
  void retain(Set<String> addresses) {
    List<Peer> others = new ArrayList<>(byAddress.values());
    for (Peer peer : others) {
      if (!addresses.contains(peer.address()) && peer.isIdle()) {
        byAddress.remove(peer.address());
        peer.disconnect("no longer needed");
      }
    }
  }

  void close() {
    new ArrayList<>(byAddress.values()).forEach(peer -> peer.disconnect("the client was closed"));
  }
}
