package dev.gamut.wire;

import static dev.gamut.model.ModelSamples.bytes;
import static dev.gamut.model.ModelSamples.list;
import static dev.gamut.model.ModelSamples.natural;
import static dev.gamut.model.ModelSamples.node;
import static dev.gamut.model.ModelSamples.number;
import static dev.gamut.model.ModelSamples.text;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.HybridTime;
import dev.gamut.model.ModelSamples;
import dev.gamut.model.Priority;
import dev.gamut.model.TableId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Makes messages from a seed, every kind of them.
final class WireSamples {
  private WireSamples() {}

  static Envelope envelope(Entropy entropy) {
    return new Envelope(
        number(entropy),
        text(entropy),
        Priority.values()[entropy.below(Priority.values().length)],
        natural(entropy),
        ModelSamples.operation(entropy),
        entropy.chance(0.5) ? 0 : number(entropy),
        ModelSamples.level(entropy),
        bytes(entropy, 4),
        ModelSamples.partition(entropy),
        number(entropy),
        entropy.chance(0.5),
        entropy.below(8),
        entropy.chance(0.5) ? 0 : natural(entropy),
        entropy.chance(0.5));
  }

  static Operation operation(Entropy entropy) {
    Bytes place = bytes(entropy, 10);
    return switch (entropy.below(17)) {
      case 0 -> new Operation.Get(place);
      case 1 ->
          new Operation.Put(place, ModelSamples.condition(entropy), ModelSamples.value(entropy));
      case 2 -> new Operation.Delete(place, ModelSamples.condition(entropy));
      case 3 ->
          new Operation.Scan(
              place,
              entropy.chance(0.5) ? null : bytes(entropy, 10),
              bytes(entropy, 5),
              positive(entropy),
              positive(entropy));
      case 4 -> new Operation.CreateTable(ModelSamples.spec(entropy));
      case 5 -> new Operation.DropTable(text(entropy));
      case 6 -> new Operation.GrantClient(number(entropy));
      case 7 -> new Operation.GetCatalog(number(entropy));
      case 10 ->
          new Operation.GetConflicts(
              ModelSamples.partition(entropy),
              entropy.chance(0.5) ? null : place,
              positive(entropy),
              positive(entropy),
              positive(entropy));
      case 8 ->
          new Operation.CutTable(new TableId((int) (natural(entropy) & Integer.MAX_VALUE)), null);
      case 9 ->
          new Operation.CutTable(
              new TableId((int) (natural(entropy) & Integer.MAX_VALUE)),
              List.of(Bytes.utf8("c"), Bytes.utf8("k")));
      case 11 ->
          new Operation.MoveReplica(
              ModelSamples.partition(entropy),
              ModelSamples.node(entropy),
              ModelSamples.node(entropy),
              entropy.chance(0.5));
      case 12 ->
          new Operation.AdvanceMove(
              ModelSamples.partition(entropy), number(entropy), entropy.chance(0.5));
      case 13 ->
          new Operation.RebuildReplica(
              ModelSamples.partition(entropy),
              ModelSamples.node(entropy),
              number(entropy),
              entropy.chance(0.5));
      case 14 ->
          new Operation.Rebuilt(
              ModelSamples.partition(entropy), number(entropy), ModelSamples.node(entropy));
      case 15 -> new Operation.NewestCatalog(number(entropy));
      default -> new Operation.GetStatus();
    };
  }

  private static int positive(Entropy entropy) {
    return 1 + (int) (natural(entropy) % Integer.MAX_VALUE);
  }

  static Result result(Entropy entropy) {
    return switch (entropy.below(10)) {
      case 0 -> new Result.Written(ModelSamples.outcome(entropy));
      case 1 -> new Result.Found(ModelSamples.item(entropy));
      case 2 -> new Result.Missing();
      case 3 ->
          new Result.Page(
              list(
                  entropy.below(4),
                  () -> new Result.Placed(bytes(entropy, 9), ModelSamples.item(entropy))),
              entropy.chance(0.5) ? null : bytes(entropy, 9));
      case 4 -> new Result.CatalogIs(bytes(entropy, 20));
      case 5 -> new Result.Changed(number(entropy));
      case 6 -> new Result.ClientGranted(number(entropy), new HybridTime(number(entropy)));
      case 7 -> new Result.StatusIs(status(entropy));
      case 8 ->
          new Result.ConflictsAre(
              list(
                  entropy.below(4),
                  () -> new Result.Noted(number(entropy), ModelSamples.lost(entropy))),
              number(entropy),
              number(entropy),
              number(entropy));
      default ->
          new Result.Refused(
              Result.Reason.values()[entropy.below(Result.Reason.values().length)],
              text(entropy),
              number(entropy),
              entropy.chance(0.5) ? null : node(entropy));
    };
  }

  static NodeStatus status(Entropy entropy) {
    Map<String, Long> figures = new TreeMap<>();
    for (int i = 0; i < entropy.below(4); i++) {
      figures.put("figure" + i, number(entropy));
    }
    return new NodeStatus(
        node(entropy),
        text(entropy),
        number(entropy),
        number(entropy),
        list(entropy.below(4), () -> replica(entropy)),
        figures);
  }

  private static NodeStatus.ReplicaStatus replica(Entropy entropy) {
    return new NodeStatus.ReplicaStatus(
        ModelSamples.partition(entropy),
        new TableId((int) (natural(entropy) & Integer.MAX_VALUE)),
        text(entropy),
        number(entropy),
        entropy.chance(0.5) ? null : node(entropy),
        number(entropy),
        number(entropy),
        number(entropy),
        number(entropy),
        list(entropy.below(4), () -> peer(entropy)),
        number(entropy),
        number(entropy));
  }

  private static NodeStatus.PeerStatus peer(Entropy entropy) {
    return new NodeStatus.PeerStatus(
        node(entropy),
        number(entropy),
        number(entropy),
        number(entropy),
        number(entropy) - 1,
        new NodeStatus.Compared(
            number(entropy) - 1,
            number(entropy),
            number(entropy),
            number(entropy),
            number(entropy)));
  }
}
