@NullMarked
package dev.gamut.testing;

import org.jspecify.annotations.NullMarked;
