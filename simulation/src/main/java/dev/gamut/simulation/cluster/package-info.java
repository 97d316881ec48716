/// Whole clusters of real nodes and clients in the simulated world: scenarios, invariants,
/// campaigns.
@NullMarked
package dev.gamut.simulation.cluster;

import org.jspecify.annotations.NullMarked;
