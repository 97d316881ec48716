/// Apache Cassandra as a peer: nodes in a JVM of their own, and a client of a few messages.
@NullMarked
package dev.gamut.bench.cassandra;

import org.jspecify.annotations.NullMarked;
