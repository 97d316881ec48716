package dev.gamut.server.grpc;

import dev.gamut.api.v1.CreateTableRequest;
import dev.gamut.api.v1.CreateTableResponse;
import dev.gamut.api.v1.DescribeTableRequest;
import dev.gamut.api.v1.DescribeTableResponse;
import dev.gamut.api.v1.DropTableRequest;
import dev.gamut.api.v1.DropTableResponse;
import dev.gamut.api.v1.GamutGrpc;
import dev.gamut.api.v1.ListTablesRequest;
import dev.gamut.api.v1.ListTablesResponse;
import dev.gamut.api.v1.Node;
import dev.gamut.api.v1.Partition;
import dev.gamut.api.v1.StatusRequest;
import dev.gamut.api.v1.StatusResponse;
import dev.gamut.api.v1.Table;
import dev.gamut.base.NodeId;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Catalog;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableSpec;
import dev.gamut.server.door.DoorClient;
import dev.gamut.server.door.DoorError;
import dev.gamut.server.door.DoorTables;
import dev.gamut.wire.NodeStatus;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;

/// The calls about tables and nodes.
class ClusterCalls extends GamutGrpc.GamutImplBase {
  private final DoorClient client;

  ClusterCalls(DoorClient client) {
    this.client = client;
  }

  private static long timeout() {
    return GrpcDoor.timeoutNanos(DoorClient.CHANGE_TIMEOUT_NANOS_DEFAULT);
  }

  private CompletableFuture<Reply> catalog(long timeout) {
    return client.ask(new Call.GetCatalog(timeout));
  }

  private static Catalog catalog(Reply reply) {
    if (reply instanceof Reply.CatalogIs(Catalog catalog)) {
      return catalog;
    }
    throw new IllegalStateException("a reply to something else: " + reply);
  }

  @Override
  public void createTable(
      CreateTableRequest request, StreamObserver<CreateTableResponse> observer) {
    long timeout = timeout();
    Table table = request.getTable();
    DoorTables wanted =
        new DoorTables(
            table.getName(),
            table.getStrategy(),
            table.getPartitionBy(),
            Integer.toUnsignedLong(table.getPartitions()),
            Integer.toUnsignedLong(table.getReplicas()),
            table.getSplitAtList().stream().map(Conversions::bytes).toList(),
            new DoorTables.Quorate(
                Integer.toUnsignedLong(table.getReadQuorum()),
                Integer.toUnsignedLong(table.getWriteQuorum()),
                table.getSloppy(),
                table.getConflict(),
                table.getConditionalOnly()));
    Table.Builder made = Table.newBuilder();
    Unary.answer(
        observer,
        () ->
            catalog(timeout)
                .thenCompose(
                    reply -> {
                      if (DoorError.of(reply) != null) {
                        return CompletableFuture.completedFuture(reply);
                      }
                      TableSpec spec = wanted.spec(catalog(reply).members().size());
                      made.mergeFrom(table(spec));
                      return client.ask(new Call.CreateTable(spec, timeout));
                    }),
        _ -> CreateTableResponse.newBuilder().setTable(made).build());
  }

  private static Table table(TableSpec spec) {
    Table.Builder table =
        Table.newBuilder()
            .setName(spec.name())
            .setStrategy(spec.strategy().label())
            .setPartitionBy(DoorTables.word(spec.partitionBy()))
            .setPartitions(spec.partitionCount())
            .setReplicas(spec.replicaCount());
    spec.splitAt().forEach(split -> table.addSplitAt(Conversions.bytes(split)));
    if (spec.strategy() == StrategyKind.LEADERLESS) {
      table
          .setReadQuorum(spec.quorums().read())
          .setWriteQuorum(spec.quorums().write())
          .setSloppy(spec.quorums().sloppy())
          .setConflict(spec.quorums().conflict().label())
          .setConditionalOnly(spec.quorums().conditionalOnly());
    }
    return table.build();
  }

  @Override
  public void dropTable(DropTableRequest request, StreamObserver<DropTableResponse> observer) {
    Unary.answer(
        observer,
        () -> client.ask(new Call.DropTable(request.getName(), timeout())),
        _ -> DropTableResponse.getDefaultInstance());
  }

  @Override
  public void listTables(ListTablesRequest request, StreamObserver<ListTablesResponse> observer) {
    Unary.answer(
        observer,
        () -> catalog(timeout()),
        reply -> {
          ListTablesResponse.Builder response = ListTablesResponse.newBuilder();
          catalog(reply).tables().values().forEach(t -> response.addTables(table(t.spec())));
          return response.build();
        });
  }

  @Override
  public void describeTable(
      DescribeTableRequest request, StreamObserver<DescribeTableResponse> observer) {
    Unary.answer(
        observer,
        () -> client.ask(new Call.GetTable(request.getName(), timeout())),
        ClusterCalls::description);
  }

  private static DescribeTableResponse description(Reply reply) {
    if (!(reply instanceof Reply.TableIs(dev.gamut.model.Table table))) {
      throw new IllegalStateException("a reply to something else: " + reply);
    }
    DescribeTableResponse.Builder response =
        DescribeTableResponse.newBuilder().setTable(table(table.spec()));
    table.partitions().forEach(partition -> response.addPartitions(partition(partition)));
    return response.build();
  }

  private static Partition partition(PartitionDescriptor descriptor) {
    return Partition.newBuilder()
        .setId(descriptor.id().value())
        .addAllReplicas(descriptor.replicas().stream().map(NodeId::value).toList())
        .setFrom(Conversions.bytes(descriptor.from()))
        .build();
  }

  @Override
  public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
    Unary.answer(
        observer,
        () ->
            client.ask(new Call.GetStatus(GrpcDoor.timeoutNanos(DoorClient.TIMEOUT_NANOS_DEFAULT))),
        reply -> {
          StatusResponse.Builder response = StatusResponse.newBuilder();
          if (reply instanceof Reply.Statuses(var members)) {
            members.forEach(member -> response.addNodes(node(member)));
          }
          return response.build();
        });
  }

  private static Node node(Reply.MemberStatus member) {
    Node.Builder node =
        Node.newBuilder()
            .setId(member.member().id().value())
            .setAddress(member.member().address())
            .setHttpAddress(member.member().httpAddress())
            .setTrouble(member.trouble());
    NodeStatus status = member.status();
    if (status != null) {
      long leading = status.replicas().stream().filter(r -> r.role().equals("leader")).count();
      node.setMode(status.mode())
          .setUptimeMillis(status.uptimeMillis())
          .setReplicas(status.replicas().size())
          .setLeading((int) leading);
    }
    return node.build();
  }
}
