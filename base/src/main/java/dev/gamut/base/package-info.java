@NullMarked
package dev.gamut.base;

import org.jspecify.annotations.NullMarked;
