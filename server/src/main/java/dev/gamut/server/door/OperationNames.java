package dev.gamut.server.door;

import dev.gamut.base.HybridTime;
import dev.gamut.model.OperationId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How callers of these doors name their writes. A client id is written `id-expires`, both in
/// hexadecimal, so that every node can use it without asking for it.
public final class OperationNames {
  private static final Pattern CLIENT = Pattern.compile("([0-9a-f]{1,16})-([0-9a-f]{1,16})");

  private OperationNames() {}

  public static String client(long client, HybridTime expires) {
    return Long.toHexString(client) + "-" + Long.toHexString(expires.value());
  }

  /// @param lowestUnfinished 0 when nothing is said
  public static OperationId parse(String client, long sequence, long lowestUnfinished) {
    Matcher parts = CLIENT.matcher(client);
    if (!parts.matches()) {
      throw DoorException.invalid(
          "'" + client + "' is no client id: it is what granting one returned");
    }
    long id = Long.parseUnsignedLong(parts.group(1), 16);
    long lowest = Math.max(1, lowestUnfinished);
    if (id <= 0 || sequence < 1 || lowest > sequence) {
      throw DoorException.invalid(
          "write %d of client '%s' with %d as the lowest unfinished: writes are numbered from 1,"
                  .formatted(sequence, client, lowestUnfinished)
              + " and the lowest unfinished is at most this one");
    }
    HybridTime expires = new HybridTime(Long.parseUnsignedLong(parts.group(2), 16));
    return new OperationId(id, sequence, lowest, expires);
  }
}
