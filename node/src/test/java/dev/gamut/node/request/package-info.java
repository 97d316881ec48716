@NullMarked
package dev.gamut.node.request;

import org.jspecify.annotations.NullMarked;
