package dev.gamut.testkit;

import dev.gamut.model.PartitionBy;
import dev.gamut.model.StrategyKind;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What the new table is like that a parameter of type [dev.gamut.client.Table] takes. Without it:
/// consensus, by hash, four partitions, on up to three nodes.
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface NewTable {
  /// Its name; when empty, one that no other table of the cluster has.
  String name() default "";

  StrategyKind strategy() default StrategyKind.CONSENSUS;

  PartitionBy partitionBy() default PartitionBy.HASH;

  /// How many partitions it has. One partitioned by range must have as many as `splitAt` makes of
  /// it; 0 for that many, and for four when it is partitioned by hash.
  int partitions() default 0;

  /// Nodes that keep each partition; 0 for all of the cluster's, up to three.
  int replicas() default 0;

  /// Where a table partitioned by range is divided: keys, rising.
  String[] splitAt() default {};
}
