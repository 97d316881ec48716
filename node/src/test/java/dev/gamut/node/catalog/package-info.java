@NullMarked
package dev.gamut.node.catalog;

import org.jspecify.annotations.NullMarked;
