/// A node's log: one line an event, in files of bounded size and number.
@NullMarked
package dev.gamut.server.log;

import org.jspecify.annotations.NullMarked;
