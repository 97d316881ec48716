package dev.gamut.client;

import dev.gamut.base.Version;
import dev.gamut.model.Context;
import dev.gamut.model.Item;
import dev.gamut.model.Receipt;
import dev.gamut.model.Value;
import java.util.List;
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

  /// The values that the key holds: several where writes did not know of each other, none when
  /// there is no item.
  public List<Item.Sibling> siblings() {
    return item == null ? List.of() : item.siblings();
  }

  /// What was seen: a write that hands it back with [WriteOptions#seen] replaces all siblings.
  public Context context() {
    return item == null ? Context.NOTHING : Context.of(item);
  }

  /// The value; empty when there is no item. Fails when there are several, since to take any of
  /// them would lose the others: see [#siblings].
  public Optional<Value> value() {
    return item().map(found -> only(found).value());
  }

  private static Item.Sibling only(Item item) {
    if (item.siblings().size() > 1) {
      throw new IllegalStateException(
          "the key holds "
              + item.siblings().size()
              + " concurrent values: take siblings(), merge them, and write with context()");
    }
    return item.single();
  }

  /// The value as UTF-8 text; empty when there is no item.
  public Optional<String> text() {
    return value().map(value -> value.bytes().toUtf8());
  }

  /// The version of the value, [Version#NONE] when there is no item: what a conditional write
  /// takes. Fails when there are several values.
  public Version version() {
    return item == null ? Version.NONE : only(item).version();
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
