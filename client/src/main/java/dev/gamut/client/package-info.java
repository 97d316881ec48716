/// The client: [dev.gamut.client.Gamut] connects, [dev.gamut.client.Table] reads and writes. A thin
/// skin for threads over the single-threaded [dev.gamut.client.core].
@NullMarked
package dev.gamut.client;

import org.jspecify.annotations.NullMarked;
