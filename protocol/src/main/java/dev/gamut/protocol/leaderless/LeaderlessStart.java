package dev.gamut.protocol.leaderless;

import dev.gamut.base.Bytes;
import dev.gamut.base.HybridTime;
import dev.gamut.model.Item;

/// What a replica begins with: all of it as the last process left it.
///
/// @param origin of the dots that this replica gives
/// @param lastSequence the last dot it gave, applied or only logged
/// @param time no earlier than any stamp it gave or took
/// @param fresh whether the partition had never been written to before this replica was there
/// @param firstId of its messages: differs between starts, so that an answer to an earlier process
///   answers nothing
/// @param tree hashes of what it holds, which whoever applies its records keeps up; a fallback's is
///   not asked
public record LeaderlessStart(
    Homes homes,
    LeaderlessConfig config,
    ItemRules rules,
    long origin,
    long lastSequence,
    HybridTime time,
    boolean fresh,
    long firstId,
    HashTree tree) {
  /// A write that this replica gave a dot before it was restarted.
  ///
  /// @param sibling without its value, which nobody asks for
  public record Left(Bytes place, Item.Sibling sibling) {}
}
