/// The simulated world: every door of `dev.gamut.world` on virtual time, on one thread, drawn from
/// one seed, and the faults that a real world would send.
///
/// What keeps a run repeatable, and what every change here must keep: nothing reads a wall clock,
/// an identity hash code or another thread; no iteration over hash maps or `Set.of`; no
/// floating-point function but those of `StrictMath`; every random number comes from a [Draws] of
/// its own purpose.
@NullMarked
package dev.gamut.simulation.world;

import org.jspecify.annotations.NullMarked;
