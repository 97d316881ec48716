package dev.gamut.protocol.leaderless;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.MalformedException;
import dev.gamut.base.Version;
import dev.gamut.model.Item;
import dev.gamut.model.Value;
import dev.gamut.model.WriteName;
import java.util.List;

/// One write as its coordinator sends it to the other homes: what it stores and what it supersedes.
public record Write(Bytes place, Item.Sibling sibling, Frontier context) {
  public Dot dot() {
    return sibling.dot();
  }

  /// What a replica knows of a key that has seen nothing but this write.
  Item item() {
    return new Item(List.of(sibling), context);
  }

  void write(ByteWriter out) {
    sibling.version().write(out.bytes(place));
    sibling.name().write(out);
    sibling.value().write(out);
    context.write(out);
  }

  static Write read(ByteReader in) throws MalformedException {
    Bytes place = in.bytes();
    Version version = Version.read(in);
    WriteName name = WriteName.read(in);
    Value value = Value.read(in);
    return new Write(place, new Item.Sibling(version, value, name), Frontier.read(in));
  }
}
