/// The door for everybody else: HTTP with JSON, health and metrics on one port.
@NullMarked
package dev.gamut.server.http;

import org.jspecify.annotations.NullMarked;
