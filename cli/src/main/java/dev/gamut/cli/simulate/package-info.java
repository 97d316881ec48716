/// Simulations from the command line.
@NullMarked
package dev.gamut.cli.simulate;

import org.jspecify.annotations.NullMarked;
