package dev.gamut.bench.etcd;

import dev.gamut.bench.etcd.EtcdProtocol.MemberStatus;
import dev.gamut.bench.peer.Folders;
import dev.gamut.bench.peer.NodeProcesses;
import dev.gamut.bench.peer.Peer;
import dev.gamut.bench.peer.PeerUnavailableException;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Three etcd nodes on loopback with etcd's own defaults (every write synced) and a gRPC client.
/// The channels go to the leader: a follower would pass each write on to it, and asks it before
/// each linearizable read.
public final class EtcdPeer implements Peer {
  private static final int NODES = 3;
  private static final long START_SECONDS = 60;

  private final EtcdSettings settings;
  private final Consumer<String> progress;
  private final NodeProcesses nodes = new NodeProcesses();
  private final List<ManagedChannel> channels = new ArrayList<>();
  private String version = "not started";

  public EtcdPeer(EtcdSettings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
  }

  @Override
  public String name() {
    return "etcd";
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public String setting() {
    return "three nodes, every write synced, defaults; gRPC, "
        + settings.channels()
        + (settings.spread() ? " channels to each node" : " channels to the leader");
  }

  @Override
  public void start() throws IOException, InterruptedException {
    Path etcd = new EtcdInstall(settings.cache(), progress).find();
    Files.createDirectories(settings.folder());
    List<Integer> ports = freePorts(2 * NODES);
    for (int i = 0; i < NODES; i++) {
      Path log = settings.folder().resolve("etcd" + i + ".log");
      nodes.start(command(etcd, i, ports), Map.of(), log);
    }
    List<Integer> clientPorts = ports.subList(0, NODES);
    int leader = awaitLeader(clientPorts);
    for (int i = 0; i < settings.channels(); i++) {
      for (int node = 0; node < NODES; node++) {
        if (settings.spread() || node == leader) {
          channels.add(channel(clientPorts.get(node)));
        }
      }
    }
  }

  private List<String> command(Path etcd, int node, List<Integer> ports) {
    List<String> members = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      members.add("etcd" + i + "=" + url(ports.get(NODES + i)));
    }
    String client = url(ports.get(node));
    String peer = url(ports.get(NODES + node));
    return List.of(
        etcd.toString(),
        "--name=etcd" + node,
        "--data-dir=" + settings.folder().resolve("etcd" + node),
        "--listen-client-urls=" + client,
        "--advertise-client-urls=" + client,
        "--listen-peer-urls=" + peer,
        "--initial-advertise-peer-urls=" + peer,
        "--initial-cluster=" + String.join(",", members),
        "--initial-cluster-state=new",
        "--quota-backend-bytes=" + (8L << 30),
        "--log-level=warn");
  }

  private static String url(int port) {
    return "http://127.0.0.1:" + port;
  }

  /// All are bound at once, so that none is given twice.
  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      List<Integer> ports = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        ServerSocket socket = new ServerSocket(0);
        sockets.add(socket);
        ports.add(socket.getLocalPort());
      }
      return ports;
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  private static ManagedChannel channel(int port) {
    return NettyChannelBuilder.forAddress("127.0.0.1", port)
        .usePlaintext()
        .directExecutor()
        .build();
  }

  /// The place of the leader among the nodes, once all three agree on one.
  private int awaitLeader(List<Integer> ports) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    List<ManagedChannel> asking = ports.stream().map(EtcdPeer::channel).toList();
    try {
      while (System.nanoTime() < deadline) {
        if (nodes.ended().isPresent()) {
          throw new PeerUnavailableException(
              "an etcd node ended while starting; its log is in " + settings.folder());
        }
        int leader = agreedLeader(asking);
        if (leader >= 0) {
          return leader;
        }
        Thread.sleep(100);
      }
    } finally {
      asking.forEach(ManagedChannel::shutdownNow);
    }
    throw new PeerUnavailableException(
        "etcd had no leader after " + START_SECONDS + " s; logs are in " + settings.folder());
  }

  private int agreedLeader(List<ManagedChannel> asking) {
    List<MemberStatus> statuses = new ArrayList<>();
    for (ManagedChannel channel : asking) {
      try {
        CallOptions soon = CallOptions.DEFAULT.withDeadlineAfter(1, TimeUnit.SECONDS);
        statuses.add(ClientCalls.blockingUnaryCall(channel, EtcdProtocol.STATUS, soon, true));
      } catch (StatusRuntimeException _) {
        return -1;
      }
    }
    long leader = statuses.getFirst().leader();
    version = statuses.getFirst().version();
    boolean agreed = leader != 0 && statuses.stream().allMatch(s -> s.leader() == leader);
    return agreed ? statuses.stream().map(MemberStatus::member).toList().indexOf(leader) : -1;
  }

  @Override
  public CompletableFuture<@Nullable Void> put(int client, byte[] key, byte[] value) {
    return call(client, EtcdProtocol.PUT, new EtcdProtocol.Put(key, value)).thenApply(_ -> null);
  }

  @Override
  public CompletableFuture<byte @Nullable []> get(int client, byte[] key) {
    return call(client, EtcdProtocol.RANGE, new EtcdProtocol.Range(key))
        .thenApply(EtcdProtocol.Found::value);
  }

  private <Q, A> CompletableFuture<A> call(int client, MethodDescriptor<Q, A> method, Q request) {
    ManagedChannel channel = channels.get(client % channels.size());
    ClientCall<Q, A> call = channel.newCall(method, CallOptions.DEFAULT);
    Answer<A> answer = new Answer<>();
    call.start(answer, new Metadata());
    call.request(2); // the answer and its end, in one go
    call.sendMessage(request);
    call.halfClose();
    return answer.future;
  }

  @Override
  public double cpuSeconds() {
    return nodes.cpuSeconds();
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    nodes.close();
    Folders.delete(settings.folder());
  }

  private static final class Answer<A> extends ClientCall.Listener<A> {
    private final CompletableFuture<A> future = new CompletableFuture<>();
    private @Nullable A message;

    @Override
    public void onMessage(A message) {
      this.message = message;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      A answer = message;
      if (status.isOk() && answer != null) {
        future.complete(answer);
      } else {
        future.completeExceptionally(status.asRuntimeException());
      }
    }
  }
}
