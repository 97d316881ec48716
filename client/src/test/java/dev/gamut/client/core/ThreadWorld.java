package dev.gamut.client.core;

import dev.gamut.base.ByteReader;
import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.HybridTime;
import dev.gamut.base.MalformedException;
import dev.gamut.base.WallTime;
import dev.gamut.model.Catalog;
import dev.gamut.model.Key;
import dev.gamut.model.PartitionBy;
import dev.gamut.wire.Answer;
import dev.gamut.wire.Batch;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Request;
import dev.gamut.wire.Result;
import dev.gamut.world.ClientWorld;
import dev.gamut.world.Clock;
import dev.gamut.world.Connection;
import dev.gamut.world.Loop;
import java.util.ArrayDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// A loop on a thread of its own, and a cluster of one mind behind it that answers at once, but for
/// the key `stuck`. Its clock stands still, so nothing ever times out.
public final class ThreadWorld implements Loop, Clock, Connection.Dialer {
  public final AtomicInteger postCount = new AtomicInteger();
  public final AtomicInteger frameCount = new AtomicInteger();
  private final LinkedBlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
  private final ArrayDeque<Runnable> turnEnd = new ArrayDeque<>();
  private final Catalog catalog = new ToyCluster(1).catalog;
  private final ToyStore store = new ToyStore();
  private final Thread thread = new Thread(this::run, "client-loop");
  private volatile boolean isStopped;
  private volatile Consumer<Throwable> broken = _ -> {};

  public ThreadWorld() {
    thread.setDaemon(true);
    thread.start();
  }

  public ClientWorld open() {
    return new ClientWorld(this, this, Entropy.seeded(1), this, this::listen, this::stop);
  }

  private void listen(Consumer<Throwable> listener) {
    broken = listener;
  }

  /// Ends the loop's work as an exception that escaped from a task does.
  public void breakLoop(RuntimeException cause) {
    post(
        () -> {
          throw cause;
        });
  }

  private void stop() {
    post(() -> isStopped = true);
  }

  private void run() {
    try {
      while (!isStopped) {
        inbox.take().run();
        for (Runnable task = inbox.poll(); task != null; task = inbox.poll()) {
          task.run();
        }
        while (!turnEnd.isEmpty()) {
          turnEnd.remove().run();
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } catch (RuntimeException e) {
      broken.accept(e);
    }
  }

  @Override
  public void post(Runnable task) {
    postCount.incrementAndGet();
    inbox.add(task);
  }

  @Override
  public void atTurnEnd(Runnable task) {
    turnEnd.add(task);
  }

  @Override
  public Timer schedule(long atNanos, Runnable task) {
    return () -> {};
  }

  @Override
  public boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  @Override
  public long monotonicNanos() {
    return 0;
  }

  @Override
  public WallTime wall() {
    return new WallTime(0, 0);
  }

  @Override
  public void dial(String address, Connection.Handler handler) {
    inbox.add(() -> handler.opened(new Stream(handler)));
  }

  private final class Stream implements Connection {
    private final Handler handler;

    Stream(Handler handler) {
      this.handler = handler;
    }

    @Override
    public void send(Bytes frame) {
      frameCount.incrementAndGet();
      Bytes answers = serve(frame);
      if (!answers.isEmpty()) {
        inbox.add(() -> handler.receive(this, answers));
      }
    }

    @Override
    public long queuedBytes() {
      return 0;
    }

    @Override
    public void close() {}

    @Override
    public String remote() {
      return "toy";
    }
  }

  private Bytes serve(Bytes frame) {
    ByteReader in = new ByteReader(frame);
    Batch answers = new Batch();
    try {
      while (in.remaining() > 0) {
        Request request = Request.read(new ByteReader(Batch.next(in)));
        if (request.operation() instanceof Operation.Put put
            && put.place().equals(Key.of("stuck").place(PartitionBy.HASH))) {
          continue;
        }
        Result result = serve(request);
        new Answer(request.envelope().requestId(), result, null).write(answers.begin());
        answers.end();
      }
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
    return answers.take();
  }

  private Result serve(Request request) {
    return switch (request.operation()) {
      case Operation.GetCatalog _, Operation.NewestCatalog _ ->
          new Result.CatalogIs(catalog.encode());
      case Operation.GrantClient _ -> new Result.ClientGranted(1, HybridTime.ofMillis(1_000_000));
      case Operation.CreateTable create ->
          catalog.table(create.spec().name()) != null
              ? ToyCluster.refused(Result.Reason.ALREADY_EXISTS)
              : new Result.Changed(catalog.version());
      case Operation.DropTable _, Operation.CutTable _, Operation.ReplicaChange _ ->
          ToyCluster.refused(Result.Reason.NOT_FOUND);
      case Operation.GetStatus _, Operation.GetConflicts _ ->
          ToyCluster.refused(Result.Reason.RECOVERING);
      case Operation.Get _, Operation.Put _, Operation.Delete _, Operation.Scan _ ->
          store.serve(request, catalog);
    };
  }
}
