package dev.gamut.real;

import dev.gamut.base.ByteWriter;
import dev.gamut.world.Clock;
import dev.gamut.world.Loop;
import io.netty.channel.Channel;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A loop on a Netty event loop of one thread.
///
/// A turn is one iteration of Netty's loop: it polls, handles every ready channel, runs the tasks
/// of its queue, then those that `executeAfterEventLoopIteration` left. What a turn posts runs in
/// the next turn, and so does what others post once this turn has emptied the mailbox: otherwise
/// Netty would go on with tasks for up to a second and the end of the turn, with everything that
/// gathered for it, would starve.
///
/// Netty learns of our tasks and timers only in bulk. Its queue holds at most one task that empties
/// the mailbox, and its calendar one timer for the earliest of ours: protocols set and cancel
/// thousands of timers, and a heap without promises and listeners costs about half.
///
/// An exception or error that escapes a task ends the loop's work for good: state may be half
/// changed, and nothing that follows from it may leave this node.
public final class NettyLoop implements Loop, AutoCloseable {
  private static final long CLOSE_SECONDS_MAX = 10;
  private static final int KEPT_WRITERS_MAX = 64;
  private static final int KEPT_WRITER_SIZE_MAX = 512 << 10;

  private final String name;
  private final Transport transport;
  private final Clock clock;
  private final FatalHandler fatalHandler;
  private final MultiThreadIoEventLoopGroup group;
  private final SingleThreadIoEventLoop eventLoop;

  private final Mailbox mailbox = new Mailbox();
  private final TimerHeap timers = new TimerHeap();
  private final Set<Channel> channels = Collections.newSetFromMap(new IdentityHashMap<>());
  private final ArrayDeque<ByteWriter> writers = new ArrayDeque<>();
  private final ArrayDeque<Runnable> turnEndTasks = new ArrayDeque<>();
  private final Traffic traffic = new Traffic();
  private final Runnable emptyMailbox = this::emptyMailbox;
  private final Runnable runTimers = this::runTimers;
  private final Runnable endTurn = this::endTurn;

  private boolean turnEndAsked;
  private boolean emptiedThisTurn;
  private boolean emptyNextTurn;
  private @Nullable Future<?> armed;
  private long armedNanos;
  private boolean dead;

  public NettyLoop(String name, Transport transport, Clock clock, FatalHandler fatalHandler) {
    this(name, transport, clock, fatalHandler, task -> new FastThreadLocalThread(task, name));
  }

  private NettyLoop(
      String name,
      Transport transport,
      Clock clock,
      FatalHandler fatalHandler,
      ThreadFactory threadFactory) {
    this.name = name;
    this.transport = transport;
    this.clock = clock;
    this.fatalHandler = fatalHandler;
    group = new MultiThreadIoEventLoopGroup(1, threadFactory, transport.ioHandlerFactory());
    eventLoop = (SingleThreadIoEventLoop) group.next();
  }

  /// A loop whose thread keeps no program from ending: one that belongs to a guest there.
  static NettyLoop inBackground(String name, Clock clock, FatalHandler fatalHandler) {
    ThreadFactory threads =
        task -> {
          Thread thread = new FastThreadLocalThread(task, name);
          thread.setDaemon(true);
          return thread;
        };
    return new NettyLoop(name, Transport.preferred(), clock, fatalHandler, threads);
  }

  public String name() {
    return name;
  }

  /// Of its clients' sockets, and of those whose owner is not known yet.
  Traffic traffic() {
    return traffic;
  }

  Transport transport() {
    return transport;
  }

  Clock clock() {
    return clock;
  }

  SingleThreadIoEventLoop eventLoop() {
    return eventLoop;
  }

  /// Tasks posted after [#close] are dropped, as by a machine that has stopped.
  @Override
  public void post(Runnable task) {
    if (!mailbox.post(task)) {
      return;
    }
    if (eventLoop.inEventLoop()) {
      emptyNextTurn = true;
      askForTurnEnd();
    } else {
      execute(emptyMailbox);
    }
  }

  @Override
  public void atTurnEnd(Runnable task) {
    assert isCurrent();
    turnEndTasks.add(task);
    askForTurnEnd();
  }

  @Override
  public Timer schedule(long atNanos, Runnable task) {
    assert isCurrent();
    TimerHeap.Entry entry = timers.add(atNanos, task);
    if (timers.first() == entry) {
      arm(atNanos);
    }
    return () -> timers.remove(entry);
  }

  @Override
  public boolean isCurrent() {
    return eventLoop.inEventLoop();
  }

  /// Runs an event's handler under this loop's care: what escapes it ends the node. Every callback
  /// from Netty goes through here.
  void run(Runnable task) {
    if (dead) {
      return;
    }
    try {
      task.run();
    } catch (Throwable cause) {
      die(cause);
    }
  }

  /// Ends this loop's work because of what a handler threw.
  void die(Throwable cause) {
    if (!dead) {
      dead = true;
      fatalHandler.fatal(name, cause);
    }
  }

  boolean isDead() {
    return dead;
  }

  /// A writer for what leaves at the end of this turn: connections share a few instead of holding
  /// one each.
  ByteWriter borrowWriter() {
    ByteWriter writer = writers.poll();
    return writer != null ? writer : new ByteWriter(4096);
  }

  /// Takes back a writer that was cleared.
  void giveBack(ByteWriter writer) {
    if (writers.size() < KEPT_WRITERS_MAX && writer.array().length <= KEPT_WRITER_SIZE_MAX) {
      writers.push(writer);
    }
  }

  private void emptyMailbox() {
    if (emptiedThisTurn) {
      emptyNextTurn = true;
      return;
    }
    emptiedThisTurn = true;
    askForTurnEnd();
    Mailbox.Letter letter = mailbox.takeAll();
    while (letter != null) {
      run(letter.task);
      letter = letter.next;
    }
  }

  private void askForTurnEnd() {
    if (!turnEndAsked) {
      turnEndAsked = true;
      try {
        eventLoop.executeAfterEventLoopIteration(endTurn);
      } catch (RejectedExecutionException e) {
        dropBecauseClosed();
      }
    }
  }

  private void endTurn() {
    for (Runnable task = turnEndTasks.poll(); task != null; task = turnEndTasks.poll()) {
      run(task);
    }
    turnEndAsked = false;
    emptiedThisTurn = false;
    if (emptyNextTurn) {
      emptyNextTurn = false;
      execute(emptyMailbox);
    }
  }

  private void arm(long atNanos) {
    if (armed != null) {
      if (armedNanos - atNanos <= 0) {
        return;
      }
      armed.cancel(false);
    }
    armedNanos = atNanos;
    long delayNanos = Math.max(0, atNanos - clock.monotonicNanos());
    try {
      armed = eventLoop.schedule(runTimers, delayNanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      dropBecauseClosed();
    }
  }

  private void runTimers() {
    armed = null;
    long now = clock.monotonicNanos();
    // A timer set by a timer waits for the next turn, even if it is due: nothing starves the loop.
    long end = timers.nextSequence();
    TimerHeap.Entry first = timers.first();
    while (first != null && first.atNanos - now <= 0 && first.sequence < end) {
      timers.remove(first);
      run(first.task);
      first = timers.first();
    }
    if (first != null) {
      arm(first.atNanos);
    }
  }

  private void execute(Runnable task) {
    try {
      eventLoop.execute(task);
    } catch (RejectedExecutionException e) {
      dropBecauseClosed();
    }
  }

  /// The world is being taken down: whoever still posts cannot know, and loses nothing by it.
  private void dropBecauseClosed() {}

  /// Remembers a channel that [#close] has to close.
  void entered(Channel channel) {
    channels.add(channel);
  }

  void left(Channel channel) {
    channels.remove(channel);
  }

  /// Closes the channels and ends the thread; bounded in time. Not from the loop itself.
  @Override
  public void close() {
    if (eventLoop.isShuttingDown()) {
      return;
    }
    // Netty's loop forgets its channels, open as they are, when the order to shut down comes
    // between
    // two of its checks; then the other ends would wait for ever.
    eventLoop.submit(this::closeChannels).awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
    group
        .shutdownGracefully(0, CLOSE_SECONDS_MAX, TimeUnit.SECONDS)
        .awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
  }

  private void closeChannels() {
    for (Channel channel : List.copyOf(channels)) {
      var _ = channel.close();
    }
  }
}
