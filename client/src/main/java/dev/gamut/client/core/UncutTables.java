package dev.gamut.client.core;

import dev.gamut.base.Bytes;
import dev.gamut.base.Invariant;
import dev.gamut.model.Key;
import dev.gamut.model.Table;
import dev.gamut.wire.Operation;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Calls for a table that is cut later. Without partitions it has no items; but it may have got
/// both since this client heard of it. So a read asks the catalog's group, and a write cuts it
/// before: into one partition, as nothing is known of the keys to come.
final class UncutTables {
  private final ClientCore core;
  private final Courier courier;

  UncutTables(ClientCore core, Courier courier) {
    this.core = core;
    this.courier = courier;
  }

  void handle(ClientCore.Asked asked, Table table) {
    switch (asked.call()) {
      case Call.Explain _ -> asked.done().accept(new Reply.Explained(Messages.uncut(table)));
      case Call.CutTable(_, List<Bytes> splitAt, _) ->
          core.change(
              asked,
              new Operation.CutTable(table.id(), splitAt),
              () -> core.isThere(table.spec().cutAt(splitAt)));
      case Call.GetTable _ -> asked.done().accept(new Reply.TableIs(table));
      case Call.Get _ -> readUncut(asked, table, new Reply.Read(null, null));
      case Call.GetMany(_, List<Key> keys, _) -> {
        Reply none = new Reply.Read(null, null);
        readUncut(asked, table, new Reply.Many(Collections.nCopies(keys.size(), none)));
      }
      case Call.Scan _ -> readUncut(asked, table, new Reply.Page(List.of(), null));
      case Call.GetConflicts _ ->
          readUncut(asked, table, new Reply.Conflicts(List.of(), List.of(), List.of()));
      case Call.Put _, Call.Delete _, Call.PutMany _, Call.Named _ ->
          cutFirst(asked, table, List.of(), null);
      case Call.CreateTable _,
          Call.DropTable _,
          Call.GetCatalog _,
          Call.GrantClient _,
          Call.ReplicaChange _,
          Call.GetStatus _ ->
          throw Invariant.unreachable("a call without a table");
    }
  }

  private void readUncut(ClientCore.Asked asked, Table table, Reply nothing) {
    cutFirst(asked, table, null, nothing);
  }

  /// @param splitAt null to ask only whether it still has no partitions
  /// @param unchanged the reply if so; null to go on with the call in the table as it then is
  private void cutFirst(
      ClientCore.Asked asked,
      Table table,
      @Nullable List<Bytes> splitAt,
      @Nullable Reply unchanged) {
    courier.askCatalog(
        new Operation.CutTable(table.id(), splitAt),
        asked.deadlineNanos(),
        reply -> {
          if (reply instanceof Reply.Changed && unchanged != null) {
            asked.done().accept(unchanged);
            return;
          }
          if (reply instanceof Reply.Changed(long version)) {
            courier.catalog().wantVersion(version);
          }
          boolean isElse =
              reply instanceof Reply.Failed(Failure failure)
                  && failure.reason() != Failure.Reason.TABLE_EXISTS;
          if (isElse) {
            asked.done().accept(reply);
          } else {
            core.startAnew(asked);
          }
        });
  }
}
