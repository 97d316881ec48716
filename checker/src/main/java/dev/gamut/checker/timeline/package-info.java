/// Histories drawn: what happened around the operations that could not be ordered.
@NullMarked
package dev.gamut.checker.timeline;

import org.jspecify.annotations.NullMarked;
