/// Applied state on disk: RocksDB behind the store's door. Nothing outside this package sees it.
@NullMarked
package dev.gamut.real.store;

import org.jspecify.annotations.NullMarked;
