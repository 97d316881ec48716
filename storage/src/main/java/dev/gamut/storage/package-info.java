@NullMarked
package dev.gamut.storage;

import org.jspecify.annotations.NullMarked;
