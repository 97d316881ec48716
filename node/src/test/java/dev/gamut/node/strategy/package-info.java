@NullMarked
package dev.gamut.node.strategy;

import org.jspecify.annotations.NullMarked;
