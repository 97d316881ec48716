@NullMarked
package dev.gamut.server;

import org.jspecify.annotations.NullMarked;
