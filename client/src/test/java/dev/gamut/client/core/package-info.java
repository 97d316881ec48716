@NullMarked
package dev.gamut.client.core;

import org.jspecify.annotations.NullMarked;
