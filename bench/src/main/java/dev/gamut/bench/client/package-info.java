/// A Gamut client over TCP.
@NullMarked
package dev.gamut.bench.client;

import org.jspecify.annotations.NullMarked;
