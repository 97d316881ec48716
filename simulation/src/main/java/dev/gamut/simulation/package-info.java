@NullMarked
package dev.gamut.simulation;

import org.jspecify.annotations.NullMarked;
