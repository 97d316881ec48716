@NullMarked
package dev.gamut.testkit;

import org.jspecify.annotations.NullMarked;
