package dev.gamut.client;

import dev.gamut.base.Version;
import dev.gamut.model.Item;
import dev.gamut.model.Receipt;
import dev.gamut.model.Value;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a read found.
public final class ReadResult {
  private final @Nullable Item item;
  private final @Nullable Receipt receipt;

  ReadResult(@Nullable Item item, @Nullable Receipt receipt) {
    this.item = item;
    this.receipt = receipt;
  }

  /// The item with all its siblings; empty when there is none.
  public Optional<Item> item() {
    return Optional.ofNullable(item);
  }

  public boolean isPresent() {
    return item != null;
  }

  /// The value, under a strategy with one order of writes; empty when there is no item.
  public Optional<Value> value() {
    return item().map(found -> found.single().value());
  }

  /// The value as UTF-8 text; empty when there is no item.
  public Optional<String> text() {
    return value().map(value -> value.bytes().toUtf8());
  }

  /// The version of the value, [Version#NONE] when there is no item: what a conditional write
  /// takes.
  public Version version() {
    return item == null ? Version.NONE : item.single().version();
  }

  /// The account of what was given; there when [ReadOptions#receipt] was asked for.
  public Optional<Receipt> receipt() {
    return Optional.ofNullable(receipt);
  }

  @Override
  public String toString() {
    return item == null ? "nothing" : item.toString();
  }
}
