/// What a node is told when it starts.
@NullMarked
package dev.gamut.server.config;

import org.jspecify.annotations.NullMarked;
