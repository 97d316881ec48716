package dev.gamut.cli.local;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// What can be done to a node's process from outside.
enum Signal {
  TERM,
  KILL,
  STOP,
  CONT;

  void send(ProcessHandle process) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + name(), Long.toString(process.pid()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    boolean sent = kill.waitFor(10, TimeUnit.SECONDS) && kill.exitValue() == 0;
    if (!sent && process.isAlive()) {
      throw new IOException("cannot send " + name() + " to process " + process.pid());
    }
  }
}
