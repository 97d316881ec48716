@NullMarked
package dev.gamut.node;

import org.jspecify.annotations.NullMarked;
