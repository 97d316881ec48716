@NullMarked
package dev.gamut.wire;

import org.jspecify.annotations.NullMarked;
