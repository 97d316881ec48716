/// A disk in memory that fails as real ones do, for simulations and tests.
@NullMarked
package dev.gamut.storage.disk;

import org.jspecify.annotations.NullMarked;
