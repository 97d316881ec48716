/// What the doors for everybody else have in common, HTTP and gRPC alike: limits, errors, outcomes.
@NullMarked
package dev.gamut.server.door;

import org.jspecify.annotations.NullMarked;
