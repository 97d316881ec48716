/// The simulated world: every door of `dev.gamut.world` on virtual time, on one thread, drawn from
/// one seed, and the faults that a real world would send.
///
/// A scenario goes like this:
///
///     var world = new SimulatedWorld(seed, FaultMix.drawn(Entropy.seeded(seed)));
///     var node = world.addNode(new NodeId(1), 2);            // two loops
///     node.start(process -> new ToyNode(process));           // runs again at every restart
///     world.afterEvent(machine -> invariants.check(machine));
///     var nemesis = new Nemesis(world, targets);
///     nemesis.start();
///     world.runFor(60_000_000_000L);                         // safety, under faults
///     nemesis.heal();
///     world.runUntil(() -> everybodyAgrees(), limitNanos);   // liveness, without
///     world.traceHash();                                     // the same for the same seed
///
/// What keeps a run repeatable, and what every change here must keep: nothing reads a wall clock,
/// an identity hash code or another thread; no iteration over hash maps or `Set.of`; no
/// floating-point function but those of `StrictMath`; every random number comes from a [Draws] of
/// its own purpose.
@NullMarked
package dev.gamut.simulation.world;

import org.jspecify.annotations.NullMarked;
