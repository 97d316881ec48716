/// Consistency checkers, usable on any system's history.
@NullMarked
package dev.gamut.checker;

import org.jspecify.annotations.NullMarked;
