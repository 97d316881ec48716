package dev.gamut.cli.local;

/// What is tried with real processes.
final class Trials {
  private static final int LINES = 60;

  private Trials() {}

  @FunctionalInterface
  interface Trial {
    void run() throws Exception;
  }

  /// Prints what the nodes said last when it fails: their logs are gone after that.
  static void tellingOfNodes(ScratchCluster scratch, Trial trial) throws Exception {
    try {
      trial.run();
    } catch (Exception | AssertionError failure) {
      for (LocalNode node : scratch.cluster().nodes()) {
        System.out.println(node.name() + "\n" + Log.tail(node.log(), LINES));
      }
      throw failure;
    }
  }
}
