/// The linearizability checker: models, the search, and the account of what it found.
@NullMarked
package dev.gamut.checker.linearizability;

import org.jspecify.annotations.NullMarked;
