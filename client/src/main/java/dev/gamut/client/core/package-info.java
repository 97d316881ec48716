/// The client without its world: one single-threaded state machine over the doors, so that exactly
/// this code runs in the deterministic simulator. [dev.gamut.client.core.ClientCore] is the way in.
@NullMarked
package dev.gamut.client.core;

import org.jspecify.annotations.NullMarked;
