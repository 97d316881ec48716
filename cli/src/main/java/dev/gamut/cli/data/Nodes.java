package dev.gamut.cli.data;

import dev.gamut.base.NodeId;
import dev.gamut.bench.client.TcpClient;
import dev.gamut.cli.CommandException;
import dev.gamut.cli.Nearest;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Catalog;
import dev.gamut.model.Member;
import java.util.ArrayList;
import java.util.List;

/// Nodes as people name them.
final class Nodes {
  private Nodes() {}

  static Catalog catalog(TcpClient client, long timeoutNanos) throws InterruptedException {
    Reply reply = client.ask(new Call.GetCatalog(timeoutNanos));
    if (!(reply instanceof Reply.CatalogIs(Catalog catalog))) {
      throw Replies.unexpected(reply);
    }
    return catalog;
  }

  /// The node of that name, `n3` or `3`, or the error that names the nearest one.
  static NodeId find(Catalog catalog, String name) {
    String full = name.matches("[0-9]+") ? "n" + name : name;
    List<String> names = new ArrayList<>();
    for (Member member : catalog.members()) {
      if (member.id().toString().equals(full)) {
        return member.id();
      }
      names.add(member.id().toString());
    }
    throw CommandException.refused(
        "there is no node " + name + Nearest.hint(full, names),
        "The nodes of the cluster are " + String.join(", ", names) + ".");
  }
}
