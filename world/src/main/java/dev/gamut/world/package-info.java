@NullMarked
package dev.gamut.world;

import org.jspecify.annotations.NullMarked;
