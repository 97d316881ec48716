/// The commands that measure.
@NullMarked
package dev.gamut.cli.bench;

import org.jspecify.annotations.NullMarked;
