@NullMarked
package dev.gamut.bench;

import org.jspecify.annotations.NullMarked;
