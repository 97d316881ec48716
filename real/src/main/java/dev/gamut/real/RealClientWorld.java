package dev.gamut.real;

import dev.gamut.base.Entropy;
import dev.gamut.wire.frame.Hello;
import dev.gamut.world.ClientWorld;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The real world as a client needs it: one loop on a thread of its own, which keeps no program
/// from ending, and connections over TCP.
public final class RealClientWorld implements ClientWorld.Provider {
  private static final Logger LOG = LoggerFactory.getLogger(RealClientWorld.class);

  /// Only nodes stamp writes, so a client's time of day has no say in anything.
  private static final long WALL_ERROR_MILLIS = 0;

  @Override
  public ClientWorld open() {
    return open(Hello.ANY_CLUSTER);
  }

  /// A world in which only nodes of this cluster are spoken to: another may have its ports by now.
  public static ClientWorld open(UUID cluster) {
    RealClock clock = new RealClock(WALL_ERROR_MILLIS);
    LoopAlarm alarm = new LoopAlarm();
    NettyLoop loop = NettyLoop.inBackground("gamut-client", clock, alarm);
    ClientIdentity self = ClientIdentity.of(cluster, "gamut client");
    Entropy entropy = Entropy.seeded(new SecureRandom().nextLong());
    return new ClientWorld(loop, clock, entropy, new NettyDialer(loop, self), alarm, loop);
  }

  /// A client is part of someone else's program, which is not ours to end.
  private static final class LoopAlarm implements FatalHandler, ClientWorld.Alarm {
    private @Nullable Throwable cause;
    private @Nullable Consumer<Throwable> listener;

    @Override
    public void fatal(String where, Throwable escaped) {
      LOG.error("{} broke, and this client answers nothing more", where, escaped);
      Consumer<Throwable> told;
      synchronized (this) {
        cause = escaped;
        told = listener;
      }
      if (told != null) {
        told.accept(escaped);
      }
    }

    @Override
    public void whenBroken(Consumer<Throwable> newListener) {
      Throwable already;
      synchronized (this) {
        listener = newListener;
        already = cause;
      }
      if (already != null) {
        newListener.accept(already);
      }
    }
  }
}
