package dev.gamut.cli;

import dev.gamut.bench.client.TcpClient;
import dev.gamut.cli.local.LocalCluster;
import dev.gamut.cli.local.LocalNode;
import dev.gamut.wire.frame.Hello;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which cluster a command speaks to, and for how long it tries.
public final class ConnectionOptions {
  private static final int PORT_MAX = 65_535;

  @Mixin private DataOptions data = new DataOptions();

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      split = ",",
      description =
          "Addresses of some nodes. Default: those of the local cluster in the folder of --data.")
  private List<String> servers = new ArrayList<>();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "How long to try, retries included. Default: 10.")
  private double timeoutSeconds = 10;

  public DataOptions data() {
    return data;
  }

  public boolean isLocal() {
    return servers.isEmpty();
  }

  public long timeoutNanos() {
    if (!(timeoutSeconds > 0 && timeoutSeconds <= 300)) {
      throw CommandException.usage(
          "--timeout is " + timeoutSeconds + " seconds, not above 0 and up to 300",
          "Leave it out for 10 seconds.");
    }
    return Duration.ofNanos((long) (timeoutSeconds * 1e9)).toNanos();
  }

  private static void requireAddress(String address) {
    int colon = address.lastIndexOf(':');
    String port = address.substring(colon + 1);
    boolean isPort = port.matches("[0-9]{1,5}") && Integer.parseInt(port) >= 1;
    if (colon < 1 || !isPort || Integer.parseInt(port) > PORT_MAX) {
      throw CommandException.usage(
          "--server is " + address + ", not HOST:PORT with a port from 1 to " + PORT_MAX,
          "The first node of a local cluster is 127.0.0.1:7400.");
    }
  }

  public TcpClient open() throws IOException {
    if (!servers.isEmpty()) {
      servers.forEach(ConnectionOptions::requireAddress);
      return TcpClient.of(servers, Hello.ANY_CLUSTER);
    }
    LocalCluster cluster = LocalCluster.open(data.directory());
    boolean running = false;
    for (LocalNode node : cluster.nodes()) {
      running |= node.state() != LocalNode.State.STOPPED;
    }
    if (!running) {
      throw CommandException.unavailable(
          "no node of the cluster in " + cluster.folder() + " runs", "Start it with `gamut up`.");
    }
    return cluster.connect();
  }
}
