package dev.gamut.protocol.leaderless;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Item;
import dev.gamut.model.Value;
import dev.gamut.model.WriteName;
import dev.gamut.protocol.Now;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// What an atomic read waits for. Three homes, quorums of two; a write is on its way, and has
/// reached nobody but its coordinator n1.
final class AtomicReadTest {
  private static final Bytes PLACE = Bytes.utf8("k");
  private static final long DEADLINE = 3_000_000_000L;
  private static final long RESEND = LeaderlessConfig.defaults().resendNanos();

  private record Sent(NodeId from, NodeId to, LeaderlessMessage message) {}

  private final List<Sent> network = new ArrayList<>();
  private final List<LeaderlessEffect> answers = new ArrayList<>();
  private final List<HomeReplica> homes = new ArrayList<>();
  private final long[] aheadMillis = new long[4];
  private long nowNanos = 1;
  private long lastCall;

  AtomicReadTest() {
    List<NodeId> ids = List.of(new NodeId(1), new NodeId(2), new NodeId(3));
    for (NodeId id : ids) {
      homes.add(
          new HomeReplica(
              id,
              new Homes(id, ids, List.of()),
              new ItemRules(ConflictPolicy.LAST_WRITER_WINS, 64, true),
              LeaderlessConfig.defaults(),
              this::outside));
    }
    homes.forEach(home -> home.start(now(home)));
  }

  private Now now(HomeReplica home) {
    return new Now(nowNanos, 10_000 + nowNanos / 1_000_000 + aheadMillis[home.id.value()]);
  }

  private HomeReplica home(int number) {
    return homes.get(number - 1);
  }

  private void outside(HomeReplica home, LeaderlessEffect effect) {
    if (effect instanceof LeaderlessEffect.Send(NodeId to, LeaderlessMessage message)) {
      network.add(new Sent(home.id, to, message));
    } else {
      answers.add(effect);
    }
  }

  /// What of the network a condition holds for arrives, and what comes of it, until nothing more
  /// does.
  private void deliver(Predicate<Sent> condition) {
    for (int i = 0; i < network.size(); i++) {
      Sent sent = network.get(i);
      if (condition.test(sent)) {
        network.remove(i);
        HomeReplica to = home(sent.to().value());
        to.step(new LeaderlessEvent.Received(sent.from(), sent.message()), now(to));
        i = -1;
      }
    }
  }

  private static boolean asksOrTells(Sent sent) {
    return !sent.message().isLogged();
  }

  private void sync(int number) {
    while (home(number).unsyncedCount() > 0) {
      home(number).sync(now(home(number)));
    }
  }

  private void passes(long nanos) {
    nowNanos += nanos;
    for (HomeReplica home : homes) {
      home.step(new LeaderlessEvent.TimerFired(TimerKind.READS), now(home));
    }
  }

  /// The write is durable at its coordinator, and nowhere else.
  private void write() {
    Value value = Value.bytes(Bytes.utf8("new"));
    WriteName name = new WriteName(7, 1);
    home(1)
        .step(
            new LeaderlessEvent.Put(++lastCall, PLACE, value, name, null, 2, DEADLINE),
            now(home(1)));
    sync(1);
  }

  private void read(int number, int durable) {
    answers.clear();
    home(number)
        .step(
            new LeaderlessEvent.Get(++lastCall, PLACE, 2, durable, nowNanos + DEADLINE),
            now(home(number)));
  }

  /// The item that the last read was answered with.
  private Item answered() {
    assertEquals(1, answers.size(), answers::toString);
    return ((LeaderlessEffect.Read) answers.getFirst()).item();
  }

  private boolean isAsked(int number) {
    return network.stream().anyMatch(sent -> sent.to().value() == number && asksOrTells(sent));
  }

  /// A read by two homes of which neither is n1.
  private Item readByTheOthers() {
    network.removeIf(AtomicReadTest::asksOrTells);
    read(2, 0);
    if (!isAsked(3)) {
      passes(RESEND);
    }
    deliver(sent -> asksOrTells(sent) && sent.from().value() != 1 && sent.to().value() != 1);
    return answered();
  }

  @Test
  void whatARegularReadFoundTheNextMayMiss() {
    write();
    read(1, 0);
    deliver(AtomicReadTest::asksOrTells);
    assertFalse(answered().siblings().isEmpty(), "new");
    assertEquals(List.of(), readByTheOthers().siblings(), "old again: a new/old inversion");
  }

  @Test
  void whatAnAtomicReadFoundTheNextFindsToo() {
    write();
    read(1, 2);
    deliver(AtomicReadTest::asksOrTells);
    assertEquals(List.of(), answers, "only its own home has it");
    deliver(sent -> sent.message() instanceof LeaderlessMessage.Repair);
    assertEquals(List.of(), answers, "the other has it, but not durably");
    sync(2);
    sync(3);
    deliver(AtomicReadTest::asksOrTells);
    Item found = answered();
    assertFalse(found.siblings().isEmpty(), "new");
    assertEquals(found.siblings(), readByTheOthers().siblings(), "new for ever");
  }

  @Test
  void itsOwnHomeCountsWhenItHasSyncedWhatItLacked() {
    write();
    read(2, 2);
    if (!isAsked(1)) {
      passes(RESEND);
    }
    deliver(sent -> asksOrTells(sent) && sent.from().value() != 3 && sent.to().value() != 3);
    assertEquals(List.of(), answers, "n1 has it, and n2 has logged it");
    sync(2);
    assertFalse(answered().siblings().isEmpty(), "new");
  }

  @Test
  void equalAnswersNeedNoSecondPhase() {
    write();
    deliver(sent -> sent.to().value() != 3);
    sync(2);
    network.clear();
    read(1, 2);
    deliver(sent -> asksOrTells(sent) && sent.from().value() != 3 && sent.to().value() != 3);
    if (answers.isEmpty()) {
      passes(RESEND);
      deliver(sent -> asksOrTells(sent) && sent.from().value() != 3 && sent.to().value() != 3);
    }
    assertFalse(answered().siblings().isEmpty(), "new");
    assertEquals(0, network.stream().filter(sent -> !asksOrTells(sent)).count());
  }

  @Test
  void whoDoesNotTakeItIsReplacedByWhoWasNotAsked() {
    write();
    network.clear();
    read(1, 2);
    int silent = isAsked(2) ? 2 : 3;
    deliver(AtomicReadTest::asksOrTells);
    network.clear();
    passes(RESEND);
    deliver(sent -> sent.to().value() != silent);
    sync(5 - silent);
    deliver(sent -> sent.from().value() != silent);
    assertFalse(answered().siblings().isEmpty(), "new");
  }

  @Test
  void withNobodyToTakeItThereIsNoAnswerInTime() {
    write();
    read(1, 2);
    deliver(AtomicReadTest::asksOrTells);
    network.clear();
    passes(DEADLINE);
    assertEquals(
        List.of(new LeaderlessEffect.NotWrittenBack(lastCall, List.of(new NodeId(1)), 0)), answers);
  }

  /// Nobody is handed it, and so the read cannot be atomic; a regular one shows it.
  @Test
  void aStampFromTheFutureIsNotWrittenBack() {
    aheadMillis[1] = 2_000;
    write();
    network.clear();
    aheadMillis[1] = 0;
    read(1, 2);
    deliver(AtomicReadTest::asksOrTells);
    assertEquals(
        List.of(new LeaderlessEffect.NotWrittenBack(lastCall, List.of(new NodeId(1)), 1_500)),
        answers);
    read(1, 0);
    deliver(AtomicReadTest::asksOrTells);
    assertFalse(answered().siblings().isEmpty(), "new");
    assertEquals(0, network.stream().filter(sent -> !asksOrTells(sent)).count());
  }
}
