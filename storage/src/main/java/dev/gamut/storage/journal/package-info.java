/// The node's journal: one sequence of records for all its partitions, in recycled segments.
@NullMarked
package dev.gamut.storage.journal;

import org.jspecify.annotations.NullMarked;
