package dev.gamut.node;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Asks every shard for its figures and answers with all of them, on the first loop. Begins there
/// too. Counting costs the loops a plain addition; only this looks at all of it.
final class FigureGathering {
  private final Node node;
  private final Consumer<NodeFigures> answer;
  private final List<@Nullable ShardFigures> parts = new ArrayList<>();
  private int missing;

  FigureGathering(Node node, Consumer<NodeFigures> answer) {
    this.node = node;
    this.answer = answer;
  }

  void start() {
    missing = node.shards().size();
    for (int i = 0; i < missing; i++) {
      parts.add(null);
    }
    for (int i = 0; i < node.shards().size(); i++) {
      int index = i;
      Shard shard = node.shards().get(i);
      node.onShard(shard, () -> ask(index, shard));
    }
  }

  private void ask(int index, Shard shard) {
    ShardFigures figures = shard.figures();
    node.onShard(node.first(), () -> take(index, figures));
  }

  private void take(int index, ShardFigures figures) {
    parts.set(index, figures);
    missing--;
    if (missing == 0) {
      List<ShardFigures> all = new ArrayList<>();
      for (ShardFigures part : parts) {
        if (part != null) {
          all.add(part);
        }
      }
      answer.accept(
          new NodeFigures(
              node.self(), node.uptimeMillis(), node.catalog(), node.journal().stats(), all));
    }
  }
}
