/// A cluster of node processes on this machine: their folders, their processes, the commands.
@NullMarked
package dev.gamut.cli.local;

import org.jspecify.annotations.NullMarked;
