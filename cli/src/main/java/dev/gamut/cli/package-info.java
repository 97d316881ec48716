@NullMarked
package dev.gamut.cli;

import org.jspecify.annotations.NullMarked;
