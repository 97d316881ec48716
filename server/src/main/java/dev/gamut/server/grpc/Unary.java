package dev.gamut.server.grpc;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.gamut.base.Version;
import dev.gamut.client.core.Reply;
import dev.gamut.server.door.DoorCode;
import dev.gamut.server.door.DoorError;
import dev.gamut.server.door.DoorException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How a call is answered once, and how its failure is told.
final class Unary {
  private static final Logger LOG = LoggerFactory.getLogger(Unary.class);
  private static final Metadata.Key<String> OUTCOME = key("gamut-outcome");
  private static final Metadata.Key<String> CODE = key("gamut-code");
  private static final Metadata.Key<String> ADVICE = key("gamut-advice");
  private static final Metadata.Key<String> CURRENT = key("gamut-current-version");

  private Unary() {}

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  /// @param ask may throw what is wrong with the request
  /// @param done makes the response of a reply that says that the call was done
  static <T> void answer(
      StreamObserver<T> observer, Supplier<CompletableFuture<Reply>> ask, Function<Reply, T> done) {
    var loop = ServiceRequestContext.current().eventLoop();
    CompletableFuture<Reply> asked;
    try {
      asked = ask.get();
    } catch (RuntimeException e) {
      asked = CompletableFuture.failedFuture(e);
    }
    var _ =
        asked.whenCompleteAsync((reply, failure) -> finish(observer, reply, failure, done), loop);
  }

  private static <T> void finish(
      StreamObserver<T> observer,
      @org.jspecify.annotations.Nullable Reply reply,
      @org.jspecify.annotations.Nullable Throwable failure,
      Function<Reply, T> done) {
    DoorError error = failure != null || reply == null ? error(failure) : DoorError.of(reply);
    if (error != null || reply == null) {
      observer.onError(exception(error == null ? error(failure) : error));
      return;
    }
    observer.onNext(done.apply(reply));
    observer.onCompleted();
  }

  static DoorError error(@org.jspecify.annotations.Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof DoorException refused) {
      return refused.error();
    }
    if (cause instanceof dev.gamut.client.GamutException.ClosedException) {
      return DoorError.of(DoorCode.UNAVAILABLE, "this node is about to stop");
    }
    LOG.error("a call at the gRPC door failed", cause);
    return DoorError.of(DoorCode.INTERNAL, "the node failed: " + cause);
  }

  static StatusRuntimeException exception(DoorError error) {
    Metadata trailers = new Metadata();
    trailers.put(OUTCOME, error.code().outcome());
    trailers.put(CODE, error.code().word());
    trailers.put(ADVICE, ascii(error.code().advice()));
    Version current = error.current();
    if (current != null) {
      trailers.put(CURRENT, current.equals(Version.NONE) ? "" : current.token());
    }
    return Status.fromCode(error.code().grpc())
        .withDescription(error.reason())
        .asRuntimeException(trailers);
  }

  private static String ascii(String text) {
    return new String(text.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII);
  }
}
