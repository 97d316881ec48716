package dev.gamut.client.core;

import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import org.jspecify.annotations.Nullable;

/// Which items of a table a scan is about.
public sealed interface ScanRange {
  record All() implements ScanRange {}

  /// Partition keys that begin so. A range table keeps them together; a hash table has them in all
  /// its partitions, so that each must look through all its items.
  record Prefix(Bytes prefix) implements ScanRange {}

  /// Partition keys from one, itself included, to before another; null for the end. Only for tables
  /// partitioned by range: others have no order of keys.
  record Between(Bytes from, @Nullable Bytes to) implements ScanRange {}

  /// The items of one partition key, in the order of their sort keys.
  ///
  /// @param sortKeyPrefix empty for all of them
  record Within(Bytes partitionKey, Bytes sortKeyPrefix) implements ScanRange {}

  /// A form that tells ranges apart, for resume tokens.
  default Bytes encode() {
    ByteWriter out = new ByteWriter();
    return switch (this) {
      case All() -> out.u8(0).take();
      case Prefix(Bytes prefix) -> out.u8(1).bytes(prefix).take();
      case Between(Bytes from, Bytes to) ->
          out.u8(2).bytes(from).bool(to != null).bytes(to == null ? Bytes.EMPTY : to).take();
      case Within(Bytes key, Bytes sortKeyPrefix) ->
          out.u8(3).bytes(key).bytes(sortKeyPrefix).take();
    };
  }

  /// For people.
  default String describe() {
    return switch (this) {
      case All() -> "all keys";
      case Prefix(Bytes prefix) -> "keys that begin with '" + prefix + "'";
      case Between(Bytes from, Bytes to) ->
          "keys from '" + from + "'" + (to == null ? "" : " to before '" + to + "'");
      case Within(Bytes key, Bytes sortKeyPrefix) ->
          "sort keys of '"
              + key
              + "'"
              + (sortKeyPrefix.isEmpty() ? "" : " that begin with '" + sortKeyPrefix + "'");
    };
  }
}
