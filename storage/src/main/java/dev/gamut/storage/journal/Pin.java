package dev.gamut.storage.journal;

import dev.gamut.base.PartitionId;

/// A group that keeps the oldest segment from being recycled.
///
/// @param holder whose low-water mark is the lowest of the group's
/// @param index that mark: the first entry which that holder still needs
/// @param last the last of its entries in the oldest segment
/// @param bytes of the group's entries in the oldest segment
public record Pin(PartitionId group, Holder holder, long index, long last, long bytes) {}
