@NullMarked
package dev.gamut.real;

import org.jspecify.annotations.NullMarked;
