@NullMarked
package dev.gamut.checker;

import org.jspecify.annotations.NullMarked;
