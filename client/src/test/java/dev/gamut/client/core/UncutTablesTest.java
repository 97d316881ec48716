package dev.gamut.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.model.Condition;
import dev.gamut.model.Key;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.Table;
import dev.gamut.model.TableId;
import dev.gamut.model.TableSpec;
import dev.gamut.model.Value;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A table that has no partitions until its first write.
final class UncutTablesTest {
  private static final TableId ID = new TableId(40);
  private final TableSpec spec = ToyCluster.spec("cities", PartitionBy.RANGE, 8, List.of());
  private final ToyCluster cluster = new ToyCluster(3);

  @BeforeEach
  void aTableWithoutPartitions() {
    cluster.catalog =
        cluster.catalog.with(
            cluster.catalog.version() + 1,
            new Table(ID, spec, List.of()),
            cluster.catalog.counters());
    cluster.warm();
  }

  /// As the catalog's group would.
  private void cutAt(List<Bytes> points) {
    cluster.add(spec.cutAt(points), ID.value());
  }

  private void put() {
    cluster.submit(
        new Call.Put(
            "cities",
            Key.of("m"),
            Value.bytes(Bytes.utf8("v")),
            new Condition.Always(),
            ToyCluster.SECOND));
    cluster.world.runMillis(20);
  }

  @Test
  void itIsDescribedWithoutPartitions() {
    cluster.submit(new Call.GetTable("cities", ToyCluster.SECOND));
    cluster.world.runMillis(100);
    Reply reply = cluster.onlyReply();
    assertTrue(
        reply instanceof Reply.TableIs(var table) && !table.isCut(), cluster.replies.toString());
  }

  @Test
  void theFirstWriteLeavesItInOnePiece() {
    put();
    ToyNode.Received cut = cluster.node(1).next();
    assertEquals(new Operation.CutTable(ID, List.of()), cut.operation());
    cutAt(List.of());
    cut.answer(new Result.Changed(cluster.catalog.version()));
    cluster.world.runMillis(20);
    assertInstanceOf(Operation.Put.class, cluster.node(1).next().operation());
    cluster.node(1).next().answer(ToyCluster.applied());
    cluster.world.runMillis(20);
    assertInstanceOf(Reply.Written.class, cluster.onlyReply());
  }

  @Test
  void aWriteThatComesSecondGoesWhereTheFirstCutIt() {
    put();
    ToyNode.Received cut = cluster.node(1).next();
    cutAt(List.of(Bytes.utf8("c"), Bytes.utf8("k")));
    cut.answer(ToyCluster.refused(Result.Reason.ALREADY_EXISTS));
    cluster.world.runMillis(20);
    ToyNode.Received put = cluster.node(1).next();
    assertInstanceOf(Operation.Put.class, put.operation());
    assertEquals(ID.value() + 2, put.request.envelope().partition().value());
  }

  @Test
  void aReadAsksWhetherItStillHasNothing() {
    cluster.submit(new Call.Get("cities", Key.of("m"), ReadTerms.within(ToyCluster.SECOND)));
    cluster.world.runMillis(20);
    ToyNode.Received look = cluster.node(1).next();
    assertEquals(new Operation.CutTable(ID, null), look.operation());
    look.answer(new Result.Changed(cluster.catalog.version()));
    cluster.world.runMillis(20);
    assertEquals(new Reply.Read(null, null), cluster.onlyReply());
  }

  @Test
  void whoCutsATableThatIsCutIsTold() {
    cutAt(List.of(Bytes.utf8("c")));
    cluster.submit(new Call.CutTable("cities", List.of(Bytes.utf8("d")), ToyCluster.SECOND));
    cluster.world.runMillis(20);
    if (cluster.replies.isEmpty()) {
      cluster.node(1).next().answer(ToyCluster.refused(Result.Reason.ALREADY_EXISTS));
      cluster.world.runMillis(20);
    }
    assertEquals(
        Failure.Reason.TABLE_EXISTS,
        assertInstanceOf(Reply.Failed.class, cluster.onlyReply()).failure().reason());
  }
}
