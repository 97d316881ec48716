package dev.gamut.client;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.ClientConfig;
import dev.gamut.client.core.ThreadWorld;
import dev.gamut.model.Key;
import dev.gamut.model.Value;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A client whose loop ends because of a defect: nobody waits for it.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class BrokenClientTest {
  private final ThreadWorld world = new ThreadWorld();
  private final Gamut gamut = Gamut.connect(ClientConfig.of(List.of("n1:7400")), world.open());
  private final Table carts = gamut.table("carts");
  private final IllegalStateException defect = new IllegalStateException("planted here");

  private CompletableFuture<WriteResult> stuck() {
    return carts.async().put(Key.of("stuck"), Value.bytes(Bytes.utf8("v")));
  }

  @Test
  void callsUnderWayEndAndSayWhy() {
    carts.put("warm", "up");
    CompletableFuture<WriteResult> first = stuck();
    CompletableFuture<WriteResult> second = stuck();
    carts.get("flush");
    world.breakLoop(defect);
    for (CompletableFuture<WriteResult> write : List.of(first, second)) {
      CompletionException thrown = assertThrows(CompletionException.class, write::join);
      var broken = assertInstanceOf(GamutException.BrokenException.class, thrown.getCause());
      assertSame(defect, broken.getCause());
      assertTrue(String.valueOf(broken.getMessage()).contains("planted here"));
    }
  }

  @Test
  void laterCallsAreRefusedAtOnceAndItCanBeClosed() {
    CompletableFuture<WriteResult> write = stuck();
    world.breakLoop(defect);
    assertThrows(CompletionException.class, write::join);
    assertThrows(GamutException.BrokenException.class, () -> carts.get("k"));
    assertThrows(GamutException.BrokenException.class, gamut::tables);
    gamut.close();
  }

  @Test
  void aCallThatFailedBeforeItsThreadWaitsSaysSoWhoeverUsedThePermit() {
    BlockingCall call = new BlockingCall(new Call.GetCatalog(1));
    call.fail(defect);
    LockSupport.park();
    var thrown = assertThrows(GamutException.BrokenException.class, call::await);
    assertSame(defect, thrown.getCause());
    gamut.close();
  }

  @Test
  void aThreadThatWaitsIsWokenAndClosingDoesNotHang() throws Exception {
    CompletableFuture<Object> ended = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                ended.complete(carts.put("stuck", "v"));
              } catch (GamutException e) {
                ended.complete(e);
              }
            });
    world.breakLoop(defect);
    assertInstanceOf(GamutException.BrokenException.class, ended.get());
    gamut.close();
  }
}
