/// Nodes inside somebody else's program.
@NullMarked
package dev.gamut.server.embedded;

import org.jspecify.annotations.NullMarked;
