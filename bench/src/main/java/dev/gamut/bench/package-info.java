/// Load and what it costs: closed loops of logical clients, and runs side by side against peers.
@NullMarked
package dev.gamut.bench;

import org.jspecify.annotations.NullMarked;
