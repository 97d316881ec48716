package dev.gamut.node.strategy;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/// Feeds a state machine one event after the other: those that its effects cause at once wait until
/// all effects of the one before are carried out.
final class Feed<E> {
  private final ArrayDeque<E> waiting = new ArrayDeque<>();
  private final Consumer<E> machine;
  private boolean running;

  /// @param machine takes an event and carries out what follows
  Feed(Consumer<E> machine) {
    this.machine = machine;
  }

  void add(E event) {
    waiting.add(event);
    if (!running) {
      run(() -> {});
    }
  }

  /// Something else that changes the machine, and then the events that it causes.
  void run(Runnable change) {
    running = true;
    change.run();
    for (E next = waiting.poll(); next != null; next = waiting.poll()) {
      machine.accept(next);
    }
    running = false;
  }
}
