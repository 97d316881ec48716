/// Gamut's checker of histories beside another one, on histories that are hard to judge.
@NullMarked
package dev.gamut.bench.checker;

import org.jspecify.annotations.NullMarked;
