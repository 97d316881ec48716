/// A mix of operations on one table, and what they took.
@NullMarked
package dev.gamut.bench.mix;

import org.jspecify.annotations.NullMarked;
