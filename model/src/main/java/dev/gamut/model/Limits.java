package dev.gamut.model;

/// The limits of one operation, the same at every door. Sizes in bytes.
public final class Limits {
  /// Partition key and sort key together.
  public static final int KEY_SIZE_MAX = 4 << 10;

  public static final int VALUE_SIZE_MAX = 1 << 20;

  /// Items of one batch.
  public static final int BATCH_COUNT_MAX = 1_000;

  /// One page of a scan.
  public static final int PAGE_SIZE_MAX = 1 << 20;

  /// Items of one page of a scan.
  public static final int PAGE_COUNT_MAX = 10_000;

  public static final int TABLE_NAME_LENGTH_MAX = 64;
  public static final int PARTITION_COUNT_MAX = 4_096;
  public static final int REPLICA_COUNT_MAX = 7;

  /// Documents nested in documents.
  public static final int DOCUMENT_DEPTH_MAX = 32;

  private Limits() {}
}
