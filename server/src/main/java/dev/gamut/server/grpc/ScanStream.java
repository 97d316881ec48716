package dev.gamut.server.grpc;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.gamut.api.v1.ScanRequest;
import dev.gamut.api.v1.ScanResponse;
import dev.gamut.base.Bytes;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.PageRequest;
import dev.gamut.client.core.ReadTerms;
import dev.gamut.client.core.Reply;
import dev.gamut.server.door.DoorClient;
import dev.gamut.server.door.DoorError;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/// A scan as a stream of pages. The next page is read when the caller has room for it, so a slow
/// caller holds one page here and no more. Lives on the connection's event loop.
final class ScanStream {
  private static final int PAGE_COUNT = 1_000;
  private static final int PAGE_SIZE = 256 << 10;

  private final DoorClient client;
  private final ScanRequest request;
  private final ServerCallStreamObserver<ScanResponse> observer;
  private final EventLoop loop;
  private final long deadlineNanos;
  private long left;
  private @Nullable Bytes resume;
  private boolean isReading;
  private boolean isOver;

  ScanStream(DoorClient client, ScanRequest request, StreamObserver<ScanResponse> observer) {
    this.client = client;
    this.request = request;
    this.observer = (ServerCallStreamObserver<ScanResponse>) observer;
    ServiceRequestContext context = ServiceRequestContext.current();
    loop = context.eventLoop().withoutContext();
    deadlineNanos =
        System.nanoTime() + GrpcDoor.timeoutNanos(DoorClient.CHANGE_TIMEOUT_NANOS_DEFAULT);
    left = request.getLimit() == 0 ? Long.MAX_VALUE : request.getLimit();
    resume =
        request.getResumeToken().isEmpty() ? null : Conversions.bytes(request.getResumeToken());
  }

  void start() {
    observer.setOnReadyHandler(() -> loop.execute(this::readMore));
    observer.setOnCancelHandler(() -> loop.execute(() -> isOver = true));
    readMore();
  }

  private void readMore() {
    if (isReading || isOver || !observer.isReady()) {
      return;
    }
    isReading = true;
    int count = Math.clamp(left, 1, PAGE_COUNT);
    long time = Math.max(1, deadlineNanos - System.nanoTime());
    Call scan =
        new Call.Scan(
            request.getTable(),
            Conversions.range(request),
            new PageRequest(count, PAGE_SIZE, resume),
            ReadTerms.within(time));
    var _ =
        client
            .ask(scan)
            .whenCompleteAsync(
                (reply, failure) -> {
                  isReading = false;
                  if (reply instanceof Reply.Page page && !isOver) {
                    send(page);
                  } else if (!isOver) {
                    DoorError error = reply == null ? null : DoorError.of(reply);
                    isOver = true;
                    observer.onError(Unary.exception(error == null ? Unary.error(failure) : error));
                  }
                },
                loop);
  }

  private void send(Reply.Page page) {
    ScanResponse.Builder response = ScanResponse.newBuilder();
    for (Reply.Row row : page.rows()) {
      response.addRows(
          ScanResponse.Row.newBuilder()
              .setKey(Conversions.key(row.key()))
              .setItem(Conversions.item(row.item())));
    }
    left -= page.rows().size();
    Bytes next = page.resume();
    if (next != null) {
      response.setResumeToken(Conversions.bytes(next));
    }
    resume = next;
    observer.onNext(response.build());
    if (next == null || left <= 0) {
      isOver = true;
      observer.onCompleted();
    } else {
      readMore();
    }
  }
}
