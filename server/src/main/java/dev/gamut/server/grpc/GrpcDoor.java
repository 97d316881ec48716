package dev.gamut.server.grpc;

import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.grpc.GrpcService;
import dev.gamut.api.v1.BatchGetRequest;
import dev.gamut.api.v1.BatchGetResponse;
import dev.gamut.api.v1.BatchPutRequest;
import dev.gamut.api.v1.BatchPutResponse;
import dev.gamut.api.v1.CompareAndSetRequest;
import dev.gamut.api.v1.DeleteRequest;
import dev.gamut.api.v1.GetRequest;
import dev.gamut.api.v1.GetResponse;
import dev.gamut.api.v1.GrantClientRequest;
import dev.gamut.api.v1.GrantClientResponse;
import dev.gamut.api.v1.PutRequest;
import dev.gamut.api.v1.ReadResult;
import dev.gamut.api.v1.ScanRequest;
import dev.gamut.api.v1.ScanResponse;
import dev.gamut.api.v1.WriteResponse;
import dev.gamut.api.v1.WriteResult;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.ReadTerms;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Condition;
import dev.gamut.model.Item;
import dev.gamut.model.Limits;
import dev.gamut.model.Outcome;
import dev.gamut.model.Value;
import dev.gamut.server.door.DoorClient;
import dev.gamut.server.door.DoorCode;
import dev.gamut.server.door.DoorError;
import dev.gamut.server.door.DoorException;
import dev.gamut.server.door.OperationNames;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/// Serves the public gRPC interface, whose `.proto` says what each call promises. Runs on the event
/// loops of the connections, where nothing waits.
public final class GrpcDoor extends ClusterCalls {
  /// The largest message that is taken: a batch of eight large values.
  private static final int MESSAGE_MAX = 9 << 20;

  private static final long LIFETIME_MILLIS = 600_000;
  private final DoorClient client;

  private GrpcDoor(DoorClient client) {
    super(client);
    this.client = client;
  }

  public static GrpcService service(DoorClient client) {
    return GrpcService.builder()
        .addService(new GrpcDoor(client))
        .maxRequestMessageLength(MESSAGE_MAX)
        .useBlockingTaskExecutor(false)
        .build();
  }

  /// Time left for a call: what its caller gives it.
  static long timeoutNanos(long defaultNanos) {
    ServiceRequestContext context = ServiceRequestContext.current();
    if (!context.request().headers().contains("grpc-timeout")) {
      return defaultNanos;
    }
    long nanos = TimeUnit.MILLISECONDS.toNanos(Math.max(1, context.requestTimeoutMillis()));
    return Math.min(nanos, DoorClient.TIMEOUT_NANOS_MAX);
  }

  private static ReadTerms terms(String level) {
    return DoorClient.terms(level, timeoutNanos(DoorClient.TIMEOUT_NANOS_DEFAULT));
  }

  private <T> void unary(StreamObserver<T> observer, Supplier<Call> call, Function<Reply, T> done) {
    Unary.answer(observer, () -> client.ask(call.get()), done);
  }

  @Override
  public void get(GetRequest request, StreamObserver<GetResponse> observer) {
    unary(
        observer,
        () ->
            new Call.Get(
                request.getTable(), Conversions.key(request.getKey()), terms(request.getLevel())),
        reply -> {
          GetResponse.Builder response = GetResponse.newBuilder();
          if (reply instanceof Reply.Read(Item item, _) && item != null) {
            response.setItem(Conversions.item(item));
          }
          return response.build();
        });
  }

  @Override
  public void put(PutRequest request, StreamObserver<WriteResponse> observer) {
    unary(
        observer,
        () ->
            Conversions.named(
                write(
                    request.getTable(),
                    request.getKey(),
                    Conversions.value(request.getValue()),
                    Conversions.condition(request.getCondition())),
                request.hasOperationId(),
                request.getOperationId()),
        GrpcDoor::written);
  }

  private static Call write(
      String table, dev.gamut.api.v1.Key key, Value value, Condition condition) {
    long timeout = timeoutNanos(DoorClient.TIMEOUT_NANOS_DEFAULT);
    return new Call.Put(table, Conversions.key(key), value, condition, timeout);
  }

  @Override
  public void delete(DeleteRequest request, StreamObserver<WriteResponse> observer) {
    unary(
        observer,
        () ->
            Conversions.named(
                new Call.Delete(
                    request.getTable(),
                    Conversions.key(request.getKey()),
                    Conversions.condition(request.getCondition()),
                    timeoutNanos(DoorClient.TIMEOUT_NANOS_DEFAULT)),
                request.hasOperationId(),
                request.getOperationId()),
        GrpcDoor::written);
  }

  @Override
  public void compareAndSet(CompareAndSetRequest request, StreamObserver<WriteResponse> observer) {
    unary(
        observer,
        () ->
            Conversions.named(
                write(
                    request.getTable(),
                    request.getKey(),
                    Conversions.value(request.getValue()),
                    new Condition.ValueIs(Conversions.value(request.getExpected()))),
                request.hasOperationId(),
                request.getOperationId()),
        GrpcDoor::written);
  }

  private static WriteResponse written(Reply reply) {
    return WriteResponse.newBuilder().setVersion(version(reply)).build();
  }

  private static String version(Reply reply) {
    return reply instanceof Reply.Written(Outcome.Applied(var version), _) ? version.token() : "";
  }

  @Override
  public void batchGet(BatchGetRequest request, StreamObserver<BatchGetResponse> observer) {
    Unary.answer(
        observer,
        () -> {
          requireCount(request.getKeysCount());
          var keys = request.getKeysList().stream().map(Conversions::key).toList();
          return client.readMany(
              new Call.GetMany(request.getTable(), keys, terms(request.getLevel())));
        },
        reply -> {
          BatchGetResponse.Builder response = BatchGetResponse.newBuilder();
          replies(reply).forEach(one -> response.addResults(read(one)));
          return response.build();
        });
  }

  private static void requireCount(int count) {
    if (count > Limits.BATCH_COUNT_MAX) {
      throw new DoorException(
          DoorError.of(
              DoorCode.LIMIT_EXCEEDED,
              "the batch has %d items, and %d is the limit"
                  .formatted(count, Limits.BATCH_COUNT_MAX)));
    }
  }

  private static List<Reply> replies(Reply reply) {
    return reply instanceof Reply.Many(List<Reply> replies) ? replies : List.of();
  }

  private static ReadResult read(Reply reply) {
    ReadResult.Builder result = ReadResult.newBuilder();
    DoorError error = DoorError.of(reply);
    if (error != null) {
      result.setError(Conversions.error(error));
    } else if (reply instanceof Reply.Read(Item item, _) && item != null) {
      result.setItem(Conversions.item(item));
    }
    return result.build();
  }

  @Override
  public void batchPut(BatchPutRequest request, StreamObserver<BatchPutResponse> observer) {
    unary(
        observer,
        () -> {
          requireCount(request.getEntriesCount());
          List<Call.Entry> entries =
              request.getEntriesList().stream().map(GrpcDoor::entry).toList();
          long timeout = timeoutNanos(DoorClient.TIMEOUT_NANOS_DEFAULT);
          return Conversions.named(
              new Call.PutMany(request.getTable(), entries, timeout),
              request.hasOperationId(),
              request.getOperationId());
        },
        reply -> {
          BatchPutResponse.Builder response = BatchPutResponse.newBuilder();
          replies(reply).forEach(one -> response.addResults(result(one)));
          return response.build();
        });
  }

  private static Call.Entry entry(BatchPutRequest.Entry entry) {
    return new Call.Entry(
        Conversions.key(entry.getKey()),
        Conversions.value(entry.getValue()),
        Conversions.condition(entry.getCondition()));
  }

  private static WriteResult result(Reply reply) {
    DoorError error = DoorError.of(reply);
    return error == null
        ? WriteResult.newBuilder().setVersion(version(reply)).build()
        : WriteResult.newBuilder().setError(Conversions.error(error)).build();
  }

  @Override
  public void scan(ScanRequest request, StreamObserver<ScanResponse> observer) {
    new ScanStream(client, request, observer).start();
  }

  @Override
  public void grantClient(
      GrantClientRequest request, StreamObserver<GrantClientResponse> observer) {
    long asked = request.getLifetimeMillis();
    long lifetime = asked == 0 ? LIFETIME_MILLIS : asked;
    unary(
        observer,
        () -> {
          if (lifetime < 10_000 || lifetime > 86_400_000) {
            throw DoorException.invalid("lifetime_millis is not from 10000 to 86400000");
          }
          return new Call.GrantClient(
              lifetime, timeoutNanos(DoorClient.CHANGE_TIMEOUT_NANOS_DEFAULT));
        },
        reply -> {
          GrantClientResponse.Builder response = GrantClientResponse.newBuilder();
          if (reply instanceof Reply.Granted(long id, var expires)) {
            response.setClient(OperationNames.client(id, expires)).setLifetimeMillis(lifetime);
          }
          return response.build();
        });
  }
}
