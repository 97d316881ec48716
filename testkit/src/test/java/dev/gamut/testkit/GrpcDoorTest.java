package dev.gamut.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.gamut.api.v1.BatchGetRequest;
import dev.gamut.api.v1.BatchPutRequest;
import dev.gamut.api.v1.CompareAndSetRequest;
import dev.gamut.api.v1.Condition;
import dev.gamut.api.v1.CreateTableRequest;
import dev.gamut.api.v1.DeleteRequest;
import dev.gamut.api.v1.DescribeTableRequest;
import dev.gamut.api.v1.DropTableRequest;
import dev.gamut.api.v1.GamutGrpc;
import dev.gamut.api.v1.GetRequest;
import dev.gamut.api.v1.GrantClientRequest;
import dev.gamut.api.v1.Item;
import dev.gamut.api.v1.Key;
import dev.gamut.api.v1.ListTablesRequest;
import dev.gamut.api.v1.OperationId;
import dev.gamut.api.v1.PutRequest;
import dev.gamut.api.v1.ScanRequest;
import dev.gamut.api.v1.ScanResponse;
import dev.gamut.api.v1.Sibling;
import dev.gamut.api.v1.StatusRequest;
import dev.gamut.api.v1.Value;
import dev.gamut.client.EmbeddedCluster;
import dev.gamut.client.Table;
import dev.gamut.model.PartitionBy;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/// The gRPC door, through the stubs that are generated from the public interface.
@GamutCluster(http = true)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class GrpcDoorTest {
  private final ManagedChannel channel;
  private final GamutGrpc.GamutBlockingStub gamut;
  private final String table;

  GrpcDoorTest(EmbeddedCluster cluster, Table table) {
    channel =
        NettyChannelBuilder.forTarget(cluster.httpAddresses().getFirst()).usePlaintext().build();
    gamut = GamutGrpc.newBlockingStub(channel);
    this.table = table.name();
  }

  @AfterEach
  void close() {
    channel.shutdownNow();
  }

  private static Key key(String text) {
    return Key.newBuilder().setPartitionKey(ByteString.copyFromUtf8(text)).build();
  }

  private static Value value(String text) {
    return Value.newBuilder().setBytes(ByteString.copyFromUtf8(text)).build();
  }

  private PutRequest.Builder put(String key, String value) {
    return PutRequest.newBuilder().setTable(table).setKey(key(key)).setValue(value(value));
  }

  private String read(String key) {
    GetRequest request = GetRequest.newBuilder().setTable(table).setKey(key(key)).build();
    return gamut.get(request).getItem().getValue().getBytes().toStringUtf8();
  }

  private static StatusRuntimeException assertStatus(Status.Code code, Executable call) {
    StatusRuntimeException thrown = assertThrows(StatusRuntimeException.class, call);
    assertEquals(code, thrown.getStatus().getCode(), thrown.toString());
    return thrown;
  }

  private static String trailer(StatusRuntimeException thrown, String name) {
    Metadata trailers = thrown.getTrailers();
    String value =
        trailers == null
            ? null
            : trailers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    return String.valueOf(value);
  }

  @Test
  void whatIsPutIsFoundAndDeleted() {
    String version = gamut.put(put("alice", "3 apples").build()).getVersion();
    GetRequest get = GetRequest.newBuilder().setTable(table).setKey(key("alice")).build();
    assertEquals("3 apples", read("alice"));
    assertEquals(version, gamut.get(get).getItem().getVersion());
    var delete = DeleteRequest.newBuilder().setTable(table).setKey(key("alice")).build();
    assertFalse(gamut.delete(delete).getVersion().isEmpty());
    assertFalse(gamut.get(get).hasItem());
  }

  @Test
  void aConditionThatDoesNotHoldIsAFailedPrecondition() {
    Condition absent = Condition.newBuilder().setAbsent(true).build();
    String version = gamut.put(put("bob", "1").setCondition(absent).build()).getVersion();
    StatusRuntimeException thrown =
        assertStatus(
            Status.Code.FAILED_PRECONDITION,
            () -> gamut.put(put("bob", "2").setCondition(absent).build()));
    assertEquals("refused", trailer(thrown, "gamut-outcome"));
    assertEquals("condition_not_met", trailer(thrown, "gamut-code"));
    assertEquals(version, trailer(thrown, "gamut-current-version"));
    CompareAndSetRequest swap =
        CompareAndSetRequest.newBuilder()
            .setTable(table)
            .setKey(key("bob"))
            .setExpected(value("1"))
            .setValue(value("2"))
            .build();
    gamut.compareAndSet(swap);
    assertStatus(Status.Code.FAILED_PRECONDITION, () -> gamut.compareAndSet(swap));
    assertEquals("2", read("bob"));
  }

  @Test
  void concurrentValuesAreSiblingsUntilAWriteWithTheirContext() {
    var wanted = dev.gamut.api.v1.Table.newBuilder();
    wanted.setName("siblings").setStrategy("leaderless").setPartitions(1).setReadQuorum(1);
    var create = CreateTableRequest.newBuilder().setTable(wanted).build();
    var made = gamut.createTable(create).getTable();
    assertEquals(1, made.getWriteQuorum());
    assertEquals("siblings", made.getConflict());
    PutRequest.Builder put = put("u1", "one").setTable("siblings");
    gamut.put(put.build());
    gamut.put(put.setValue(value("two")).build());
    GetRequest get = GetRequest.newBuilder().setTable("siblings").setKey(key("u1")).build();
    Item both = gamut.get(get).getItem();
    assertEquals(
        List.of(value("one"), value("two")),
        both.getSiblingsList().stream().map(Sibling::getValue).toList());
    assertFalse(both.hasValue());
    assertEquals("", both.getVersion());
    Condition seen = Condition.newBuilder().setContext(both.getContext()).build();
    String version =
        gamut.put(put.setValue(value("merged")).setCondition(seen).build()).getVersion();
    Item merged = gamut.get(get).getItem();
    assertEquals(value("merged"), merged.getValue());
    assertEquals(version, merged.getVersion());
    assertEquals(0, merged.getSiblingsCount());
    assertFalse(merged.getContext().isEmpty());
    Condition wrong = Condition.newBuilder().setContext("abcdefgh").build();
    StatusRuntimeException refused =
        assertStatus(
            Status.Code.INVALID_ARGUMENT, () -> gamut.put(put.setCondition(wrong).build()));
    assertTrue(refused.toString().contains("not a context"), refused.toString());
    wanted.setName("quorate").setStrategy("").setConflict("siblings");
    var none = CreateTableRequest.newBuilder().setTable(wanted).build();
    assertStatus(Status.Code.INVALID_ARGUMENT, () -> gamut.createTable(none));
  }

  @Test
  void aTableMayTakeConditionalWritesOnly() {
    var wanted = dev.gamut.api.v1.Table.newBuilder().setName("stock").setStrategy("leaderless");
    wanted.setConditionalOnly(true);
    var create = CreateTableRequest.newBuilder().setTable(wanted).build();
    assertTrue(gamut.createTable(create).getTable().getConditionalOnly());
    PutRequest.Builder put = put("k", "1").setTable("stock");
    StatusRuntimeException refused =
        assertStatus(Status.Code.INVALID_ARGUMENT, () -> gamut.put(put.build()));
    assertTrue(refused.toString().contains("conditional writes only"), refused.toString());
    gamut.put(put.setCondition(Condition.newBuilder().setAbsent(true)).build());
  }

  @Test
  void aReadNamesItsLevel() {
    gamut.put(put("leveled", "1").build());
    GetRequest.Builder get = GetRequest.newBuilder().setTable(table).setKey(key("leveled"));
    for (String level : new String[] {"linearizable", "eventual", "table"}) {
      assertTrue(gamut.get(get.setLevel(level).build()).hasItem());
    }
    GetRequest atomic = get.setLevel("atomic").build();
    assertStatus(Status.Code.INVALID_ARGUMENT, () -> gamut.get(atomic));
    BatchGetRequest.Builder many = BatchGetRequest.newBuilder().setTable(table);
    many.addKeys(key("leveled")).setLevel("best");
    assertStatus(Status.Code.INVALID_ARGUMENT, () -> gamut.batchGet(many.build()));
  }

  @Test
  void aWriteThatIsNamedTakesEffectOnce() {
    String client = gamut.grantClient(GrantClientRequest.getDefaultInstance()).getClient();
    PutRequest request =
        put("once", "1")
            .setCondition(Condition.newBuilder().setAbsent(true))
            .setOperationId(OperationId.newBuilder().setClient(client).setSequence(1))
            .build();
    assertEquals(gamut.put(request).getVersion(), gamut.put(request).getVersion());
  }

  @Test
  void batchesAnswerEachItem() {
    BatchPutRequest.Builder batch = BatchPutRequest.newBuilder().setTable(table);
    BatchGetRequest.Builder keys = BatchGetRequest.newBuilder().setTable(table);
    for (int i = 0; i < 1_000; i++) {
      batch.addEntries(
          BatchPutRequest.Entry.newBuilder().setKey(key("k" + i)).setValue(value("v" + i)));
      keys.addKeys(key("k" + i));
    }
    assertTrue(
        gamut.batchPut(batch.build()).getResultsList().stream().noneMatch(r -> r.hasError()));
    var found = gamut.batchGet(keys.build()).getResultsList();
    assertEquals("v999", found.getLast().getItem().getValue().getBytes().toStringUtf8());
    keys.addKeys(key("one too many"));
    assertStatus(Status.Code.INVALID_ARGUMENT, () -> gamut.batchGet(keys.build()));
  }

  @Test
  void aScanStreamsAllOfARange(
      @NewTable(partitionBy = PartitionBy.RANGE, splitAt = "k5") Table ordered) {
    for (int i = 0; i < 1_500; i++) {
      ordered.put("k%04d".formatted(i), "x".repeat(500));
    }
    ScanRequest.Builder scan = ScanRequest.newBuilder().setTable(ordered.name());
    assertEquals(1_500, count(gamut.scan(scan.build())));
    assertEquals(7, count(gamut.scan(scan.clone().setLimit(7).build())));
    scan.setPrefix(ByteString.copyFromUtf8("k00"));
    assertEquals(100, count(gamut.scan(scan.build())));
    scan.setResumeToken(ByteString.copyFromUtf8("nonsense"));
    assertStatus(Status.Code.INVALID_ARGUMENT, () -> count(gamut.scan(scan.build())));
  }

  private static int count(Iterator<ScanResponse> pages) {
    int count = 0;
    while (pages.hasNext()) {
      count += pages.next().getRowsCount();
    }
    return count;
  }

  @Test
  void tablesAndNodesAreDescribed() {
    var wanted = dev.gamut.api.v1.Table.newBuilder().setName("made-by-grpc").setPartitions(3);
    CreateTableRequest create = CreateTableRequest.newBuilder().setTable(wanted).build();
    assertEquals("consensus", gamut.createTable(create).getTable().getStrategy());
    assertStatus(Status.Code.ALREADY_EXISTS, () -> gamut.createTable(create));
    var describe = DescribeTableRequest.newBuilder().setName("made-by-grpc").build();
    assertEquals(3, gamut.describeTable(describe).getPartitionsCount());
    assertTrue(
        gamut.listTables(ListTablesRequest.getDefaultInstance()).getTablesList().stream()
            .anyMatch(t -> t.getName().equals("made-by-grpc")));
    var drop = DropTableRequest.newBuilder().setName("made-by-grpc").build();
    assertFalse(
        gamut.dropTable(drop).isInitialized()
            && gamut.status(StatusRequest.getDefaultInstance()).getNodesCount() != 1);
    assertStatus(Status.Code.NOT_FOUND, () -> gamut.describeTable(describe));
    assertStatus(
        Status.Code.NOT_FOUND,
        () -> gamut.get(GetRequest.newBuilder().setTable("nothing").setKey(key("k")).build()));
  }

  @Test
  void limitsAndFormsAreChecked() {
    assertStatus(Status.Code.INVALID_ARGUMENT, () -> gamut.put(put("k".repeat(4097), "v").build()));
    gamut.put(put("k".repeat(4096), "v").build());
    byte[] largest = new byte[1 << 20];
    Value value = Value.newBuilder().setBytes(ByteString.copyFrom(largest)).build();
    gamut.put(put("k", "").setValue(value).build());
    Value larger =
        Value.newBuilder().setBytes(ByteString.copyFrom(new byte[(1 << 20) + 1])).build();
    assertStatus(
        Status.Code.INVALID_ARGUMENT, () -> gamut.put(put("k", "").setValue(larger).build()));
    Value broken = Value.newBuilder().setDocument("{").build();
    assertStatus(
        Status.Code.INVALID_ARGUMENT, () -> gamut.put(put("k", "").setValue(broken).build()));
    assertEquals("v", read("k".repeat(4096)));
  }
}
