/// Two systems under the same load, in turns, on the same machine.
@NullMarked
package dev.gamut.bench.peer;

import org.jspecify.annotations.NullMarked;
