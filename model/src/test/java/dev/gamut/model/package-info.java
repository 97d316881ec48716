@NullMarked
package dev.gamut.model;

import org.jspecify.annotations.NullMarked;
