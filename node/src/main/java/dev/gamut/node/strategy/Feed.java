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
    if (running) {
      waiting.add(event);
      return;
    }
    running = true;
    machine.accept(event);
    takeWaiting();
  }

  /// Something else that changes the machine, and then the events that it causes.
  void run(Runnable change) {
    running = true;
    change.run();
    takeWaiting();
  }

  private void takeWaiting() {
    while (!waiting.isEmpty()) {
      machine.accept(waiting.remove());
    }
    running = false;
  }
}
