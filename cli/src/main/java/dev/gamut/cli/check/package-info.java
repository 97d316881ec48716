/// Judging recorded histories from the command line.
@NullMarked
package dev.gamut.cli.check;

import org.jspecify.annotations.NullMarked;
