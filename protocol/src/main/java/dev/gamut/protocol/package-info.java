@NullMarked
package dev.gamut.protocol;

import org.jspecify.annotations.NullMarked;
