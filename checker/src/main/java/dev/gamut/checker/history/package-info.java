/// What clients saw: operations with their beginnings and ends, recorded by a program or read from
/// a file.
@NullMarked
package dev.gamut.checker.history;

import org.jspecify.annotations.NullMarked;
