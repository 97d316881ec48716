/// The commands that read and write tables.
@NullMarked
package dev.gamut.cli.data;

import org.jspecify.annotations.NullMarked;
