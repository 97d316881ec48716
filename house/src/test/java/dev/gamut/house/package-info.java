/// Tests that keep the house tidy: who may see whom, how large a file may grow, which words do not
/// belong in sources. They look at every module, and run last.
@NullMarked
package dev.gamut.house;

import org.jspecify.annotations.NullMarked;
