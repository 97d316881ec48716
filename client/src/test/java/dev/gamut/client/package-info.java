@NullMarked
package dev.gamut.client;

import org.jspecify.annotations.NullMarked;
