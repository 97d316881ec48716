package dev.gamut.client.core;

import dev.gamut.model.Member;
import dev.gamut.wire.Operation;
import java.util.List;
import java.util.function.Consumer;

/// Asks every node of the catalog how it is.
final class StatusRun {
  private StatusRun() {}

  static void start(Courier courier, Peers peers, ClientCore.Asked asked, CatalogView view) {
    List<Member> members = view.catalog().members();
    Gathering<Reply.MemberStatus> statuses =
        new Gathering<>(members.size(), all -> asked.done().accept(new Reply.Statuses(all)));
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      Consumer<Reply.MemberStatus> part = statuses.part(i);
      courier.askNode(
          peers.at(member.address()),
          new Operation.GetStatus(),
          asked.deadlineNanos(),
          reply -> part.accept(Messages.statusOf(member, reply)));
    }
  }
}
