/// What a node tells Prometheus of itself; docs/metrics.md lists all of it.
@NullMarked
package dev.gamut.server.metrics;

import org.jspecify.annotations.NullMarked;
