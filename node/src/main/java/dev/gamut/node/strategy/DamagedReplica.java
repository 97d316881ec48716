package dev.gamut.node.strategy;

import dev.gamut.base.ByteReader;
import dev.gamut.base.LogLine;
import dev.gamut.base.NodeId;
import dev.gamut.model.Level;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.TableSpec;
import dev.gamut.model.WrittenOff;
import dev.gamut.wire.NodeStatus;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The place of a leaderless replica that has lost part of what it had. What it acknowledged may be
/// gone, and what it promised, and the dots that it would give may have been given before: so it
/// says nothing and serves nobody, and asks the catalog for another replica in its place. It does
/// not ask where the others may lack something that it has acknowledged: nobody but an operator can
/// decide that.
public final class DamagedReplica implements Replica {
  private final ReplicaHost host;
  private final TableSpec table;
  private PartitionDescriptor descriptor;
  private @Nullable String toldWhyNot;

  DamagedReplica(ReplicaHost host, PartitionDescriptor descriptor, TableSpec table, String why) {
    this.host = host;
    this.table = table;
    this.descriptor = descriptor;
    host.event(LogLine.of("replica-quarantined", "partition", descriptor.id(), "reason", why));
  }

  @Override
  public PartitionDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public void become(PartitionDescriptor next) {
    descriptor = next;
  }

  @Override
  public void handle(Call call) {
    call.refuse(
        Result.Reason.RECOVERING,
        descriptor.id() + " is damaged on this node; the other replicas serve");
  }

  /// Whatever it answered might contradict what it has forgotten.
  @Override
  public void receive(NodeId from, ByteReader message) {}

  @Override
  public void endTurn() {}

  @Override
  public void tend() {
    String risk = WrittenOff.risk(table, descriptor, host.self());
    if (risk == null) {
      long origin = descriptor.originOf(host.self());
      host.suggest(new Operation.RebuildReplica(descriptor.id(), host.self(), origin, false));
    } else if (!risk.equals(toldWhyNot)) {
      host.event(
          LogLine.of(
              "replica-not-rebuilt",
              "partition",
              descriptor.id(),
              "reason",
              risk,
              "help",
              "restart the node if its disk failed for a moment; or give up what only this node"
                  + " had: gamut table rebuild TABLE --node "
                  + host.self()
                  + " --force"));
    }
    toldWhyNot = risk;
  }

  @Override
  public NodeStatus.ReplicaStatus status() {
    return new NodeStatus.ReplicaStatus(
        descriptor.id(), descriptor.table(), "damaged", 0, null, 0, 0, 0, 0, List.of(), 0, 0);
  }

  @Override
  public List<Level.Kind> levelsOffered() {
    return List.of();
  }

  @Override
  public void close() {}
}
