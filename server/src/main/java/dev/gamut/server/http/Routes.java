package dev.gamut.server.http;

import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.gamut.client.GamutException;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Reply;
import dev.gamut.server.door.DoorClient;
import dev.gamut.server.door.DoorCode;
import dev.gamut.server.door.DoorError;
import dev.gamut.server.door.DoorException;
import dev.gamut.server.door.DoorGate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What all routes have in common: the bound on what they hold, the body read whole, and failures
/// as JSON. Everything happens on the event loop of the connection, and nothing waits there.
final class Routes {
  private static final Logger LOG = LoggerFactory.getLogger(Routes.class);

  private static final long GRPC_BYTES_HELD = 256 << 10;
  private static final long GRPC_LENGTH_MAX = 10L << 20;
  private static final long BYTES_BESIDE_BODY = 32 << 10;

  private final DoorClient client;
  private final DoorGate gate;

  Routes(DoorClient client, DoorGate gate) {
    this.client = client;
    this.gate = gate;
  }

  DoorClient client() {
    return client;
  }

  /// What a route does with a request.
  interface Handler {
    CompletableFuture<HttpResponse> handle(Exchange exchange);
  }

  /// @param bytesHeld what a request holds at the most: its body and the answer that it grows
  HttpService service(long bytesHeld, Handler handler) {
    return (context, request) -> serve(context, request, bytesHeld, handler);
  }

  /// The same bound for calls over gRPC, whose sizes are not known beforehand, and room for their
  /// messages.
  HttpService forGrpc(HttpService service) {
    return (context, request) -> {
      if (!gate.enter(GRPC_BYTES_HELD)) {
        request.abort();
        return Answers.error(gate.full());
      }
      context.setMaxRequestLength(GRPC_LENGTH_MAX);
      HttpResponse response = service.serve(context, request);
      var _ = response.whenComplete().handle((_, _) -> leave(GRPC_BYTES_HELD));
      return response;
    };
  }

  /// A body that says its length is counted with that, and not with the largest possible.
  private static long held(HttpRequest request, long bytesMax) {
    long length = request.headers().contentLength();
    boolean hasBody = request.method() == HttpMethod.PUT || request.method() == HttpMethod.POST;
    return hasBody && length >= 0 ? Math.min(bytesMax, length + BYTES_BESIDE_BODY) : bytesMax;
  }

  private HttpResponse serve(
      ServiceRequestContext context, HttpRequest request, long bytesMax, Handler handler) {
    long bytesHeld = held(request, bytesMax);
    if (!gate.enter(bytesHeld)) {
      request.abort();
      return Answers.error(gate.full());
    }
    CompletableFuture<HttpResponse> answer =
        request
            .aggregate()
            .thenCompose(whole -> handler.handle(new Exchange(context, whole)))
            .exceptionally(failure -> Answers.error(error(failure)));
    HttpResponse response = HttpResponse.of(answer);
    // Until it is sent or broken off.
    var _ = response.whenComplete().handle((_, _) -> leave(bytesHeld));
    return response;
  }

  private boolean leave(long bytesHeld) {
    gate.leave(bytesHeld);
    return true;
  }

  private static DoorError error(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return switch (cause) {
      case DoorException refused -> refused.error();
      case ContentTooLargeException _ ->
          DoorError.of(DoorCode.LIMIT_EXCEEDED, "the body is larger than this route takes");
      case GamutException.ClosedException _ ->
          DoorError.of(DoorCode.UNAVAILABLE, "this node is about to stop");
      case null, default -> {
        LOG.error("a request at the HTTP door failed", cause);
        yield DoorError.of(DoorCode.INTERNAL, "the node failed: " + cause);
      }
    };
  }

  /// Carries out a call and answers it on the connection's event loop.
  CompletableFuture<HttpResponse> answer(
      Exchange exchange, Call call, Function<Reply, HttpResponse> done) {
    return answer(exchange, client.ask(call), done);
  }

  CompletableFuture<HttpResponse> answer(
      Exchange exchange, CompletableFuture<Reply> reply, Function<Reply, HttpResponse> done) {
    return reply.thenApplyAsync(
        answered -> {
          DoorError error = DoorError.of(answered);
          return error == null ? done.apply(answered) : Answers.error(error);
        },
        exchange.context().eventLoop());
  }
}
