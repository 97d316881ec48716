/// For tests of programs that use Gamut: a cluster inside the test, by an annotation.
@NullMarked
package dev.gamut.testkit;

import org.jspecify.annotations.NullMarked;
