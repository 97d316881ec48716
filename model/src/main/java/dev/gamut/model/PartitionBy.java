package dev.gamut.model;

/// What a table's order of keys is, which its partitions divide: that of the keys' tokens, or that
/// of the keys themselves.
public enum PartitionBy {
  HASH,
  RANGE;

  public static PartitionBy of(int code) throws dev.gamut.base.MalformedException {
    return switch (code) {
      case 0 -> HASH;
      case 1 -> RANGE;
      default -> throw new dev.gamut.base.MalformedException("unknown partitioning " + code);
    };
  }
}
