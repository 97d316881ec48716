/// How stale reads of partial quorums are: measured in simulated clusters, beside what the model of
/// Bailis et al. predicts.
@NullMarked
package dev.gamut.simulation.pbs;

import org.jspecify.annotations.NullMarked;
