@NullMarked
package dev.gamut.node.machine;

import org.jspecify.annotations.NullMarked;
