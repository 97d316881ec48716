/// The stream of frames between a client and a node and between nodes, and how two ends make sure
/// of each other at its start. What the frames carry is the business of the package above.
@NullMarked
package dev.gamut.wire.frame;

import org.jspecify.annotations.NullMarked;
