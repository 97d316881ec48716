package dev.gamut.protocol.paxos;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The order that each key has, as far as it is decided, and what callers were told of it.
final class Orders {
  private final Map<Bytes, Chain> longest = new TreeMap<>();
  private final Map<Bytes, Chain> told = new TreeMap<>();
  private final Set<Long> rejections = new HashSet<>();

  Chain of(Bytes key) {
    return longest.getOrDefault(key, Chain.EMPTY);
  }

  void decided(Bytes key, Chain chain) {
    Chain known = of(key);
    assertTrue(
        chain.isPrefixOf(known) || known.isPrefixOf(chain), () -> "two orders: " + known + chain);
    longest.put(key, known.longer(chain));
    for (long id : chain.operations()) {
      assertTrue(!rejections.contains(id), () -> id + " was rejected and takes effect");
    }
  }

  void reject(Bytes key, long id) {
    rejections.add(id);
    assertTrue(!of(key).operations().contains(id), () -> id + " took effect already");
  }

  /// What callers had been told of a key.
  Chain told(Bytes key) {
    Chain certain = told.getOrDefault(key, Chain.EMPTY);
    assertTrue(certain.isPrefixOf(of(key)));
    return certain;
  }

  /// A caller hears how a key stands: later operations must not see less.
  void tell(Asked operation, Chain seen) {
    assertTrue(operation.before.isPrefixOf(seen), () -> operation.before + " before " + seen);
    told.merge(operation.key, seen, Chain::longer);
  }
}
