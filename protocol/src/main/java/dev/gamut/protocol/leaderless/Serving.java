package dev.gamut.protocol.leaderless;

import dev.gamut.base.Bytes;
import dev.gamut.base.Frontier;
import dev.gamut.base.NodeId;

/// What is read for other replicas, to be sent to them.
final class Serving {
  private Serving() {}

  static LeaderlessEffect read(
      NodeId from, LeaderlessMessage.Question question, LeaderlessConfig config) {
    return switch (question) {
      case LeaderlessMessage.AskDots(long id, Bytes place) ->
          new LeaderlessEffect.ReadItem(place, new Purpose.Dots(from, id));
      case LeaderlessMessage.AskItem(long id, Bytes place) ->
          new LeaderlessEffect.ReadItem(place, new Purpose.WholeItem(from, id));
      case LeaderlessMessage.Fetch(long id, Frontier wanted, int bytesMax) ->
          new LeaderlessEffect.ReadMissed(
              wanted, config.page(bytesMax), new Purpose.Missed(from, id));
      case LeaderlessMessage.Walk(long id, Bytes place, int bytesMax) ->
          new LeaderlessEffect.ReadWalk(place, config.page(bytesMax), new Purpose.Walk(from, id));
    };
  }
}
