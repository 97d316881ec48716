package dev.gamut.storage;

import dev.gamut.base.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// An ordered map from bytes to bytes of which snapshots cost nothing to take: a B+tree whose nodes
/// are changed in place while no snapshot can see them, and copied before the change otherwise.
///
/// Every node bears the epoch in which it was made, and a snapshot begins a new epoch: a node of
/// the current epoch was made after the last snapshot, so only this tree sees it. A snapshot is
/// thus a reference to a root; what it keeps alive that the tree has since replaced is collected
/// with it.
///
/// Each child of an inner node holds the keys from its own key on, below the key of the next child;
/// the first child holds everything below the second, so its key is not looked at. Nodes are
/// removed when they are empty, never merged when they are small (free-at-empty, Johnson and Shasha
/// 1993): trees that grow more than they shrink gain nothing by merging.
///
/// Not for two threads.
final class CopyOnWriteTree {
  private static final int WIDTH = 32;

  /// Stands where a child was, so that nothing removed is kept alive.
  private static final Leaf NOTHING = new Leaf(-1);

  private abstract static sealed class Node {
    final long epoch;
    final Bytes[] keys = new Bytes[WIDTH];
    int count;

    Node(long epoch) {
      this.epoch = epoch;
    }

    /// Index of the first key that is not less than `key`.
    final int lowerBound(Bytes key) {
      int low = 0;
      int high = count;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (keys[middle].compareTo(key) < 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }
  }

  private static final class Leaf extends Node {
    final Bytes[] values = new Bytes[WIDTH];

    Leaf(long epoch) {
      super(epoch);
    }

    boolean holds(int at, Bytes key) {
      return at < count && keys[at].equals(key);
    }
  }

  private static final class Inner extends Node {
    final Node[] children = new Node[WIDTH];

    Inner(long epoch) {
      super(epoch);
    }

    /// Index of the child whose range holds `key`.
    int childOf(Bytes key) {
      int low = 1;
      int high = count;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (keys[middle].compareTo(key) <= 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low - 1;
    }
  }

  /// What the tree held at some moment.
  static final class Snapshot {
    private final Node root;

    private Snapshot(Node root) {
      this.root = root;
    }

    @Nullable Bytes get(Bytes key) {
      return CopyOnWriteTree.get(root, key);
    }

    Store.Page scan(Store.Range range) {
      return CopyOnWriteTree.scan(root, range);
    }
  }

  private long epoch;
  private Node root;

  CopyOnWriteTree() {
    root = new Leaf(0);
  }

  Snapshot snapshot() {
    epoch++;
    return new Snapshot(root);
  }

  /// Goes back to what the tree held when the snapshot was taken.
  void restore(Snapshot snapshot) {
    epoch++;
    root = snapshot.root;
  }

  @Nullable Bytes get(Bytes key) {
    return get(root, key);
  }

  Store.Page scan(Store.Range range) {
    return scan(root, range);
  }

  void put(Bytes key, Bytes value) {
    root = editable(root);
    Node right = put(root, key, value);
    if (right != null) {
      Inner above = new Inner(epoch);
      insertChild(above, 0, Bytes.EMPTY, root);
      insertChild(above, 1, right.keys[0], right);
      root = above;
    }
  }

  void delete(Bytes key) {
    if (get(root, key) != null) {
      deleteRange(key, key.successor());
    }
  }

  /// Deletes the keys in [from, to).
  void deleteRange(Bytes from, Bytes to) {
    if (from.compareTo(to) >= 0) {
      return;
    }
    root = editable(root);
    deleteRange(root, from, to);
    while (root instanceof Inner inner && inner.count <= 1) {
      root = inner.count == 0 ? new Leaf(epoch) : inner.children[0];
    }
  }

  private static @Nullable Bytes get(Node root, Bytes key) {
    Leaf leaf = leafOf(root, key);
    int at = leaf.lowerBound(key);
    return leaf.holds(at, key) ? leaf.values[at] : null;
  }

  private static Leaf leafOf(Node root, Bytes key) {
    Node node = root;
    while (node instanceof Inner inner) {
      node = inner.children[inner.childOf(key)];
    }
    return (Leaf) node;
  }

  private static Store.Page scan(Node root, Store.Range range) {
    PageBuilder page = new PageBuilder(range);
    Bytes next = gather(root, range, page);
    return next == null ? page.last() : page.upTo(next);
  }

  /// Adds what fits and returns the first key of the range that does not.
  private static @Nullable Bytes gather(Node node, Store.Range range, PageBuilder page) {
    return switch (node) {
      case Leaf leaf -> gatherLeaf(leaf, range, page);
      case Inner inner -> gatherChildren(inner, range, page);
    };
  }

  private static @Nullable Bytes gatherChildren(Inner inner, Store.Range range, PageBuilder page) {
    for (int i = inner.childOf(range.from()); i < inner.count; i++) {
      if (i > 0 && isBehind(inner.keys[i], range)) {
        return null;
      }
      Bytes next = gather(inner.children[i], range, page);
      if (next != null) {
        return next;
      }
    }
    return null;
  }

  private static @Nullable Bytes gatherLeaf(Leaf leaf, Store.Range range, PageBuilder page) {
    // One search, instead of a comparison at every key.
    Bytes to = range.to();
    int end = to == null ? leaf.count : leaf.lowerBound(to);
    for (int i = leaf.lowerBound(range.from()); i < end; i++) {
      Bytes key = leaf.keys[i];
      Bytes value = leaf.values[i];
      if (!page.fits(key.length() + value.length())) {
        return key;
      }
      page.add(key, value);
    }
    return null;
  }

  private static boolean isBehind(Bytes key, Store.Range range) {
    Bytes to = range.to();
    return to != null && key.compareTo(to) >= 0;
  }

  /// A node that only this tree sees, with the same content.
  private Node editable(Node node) {
    if (node.epoch == epoch) {
      return node;
    }
    Node copy =
        switch (node) {
          case Leaf leaf -> {
            Leaf made = new Leaf(epoch);
            System.arraycopy(leaf.values, 0, made.values, 0, leaf.count);
            yield made;
          }
          case Inner inner -> {
            Inner made = new Inner(epoch);
            System.arraycopy(inner.children, 0, made.children, 0, inner.count);
            yield made;
          }
        };
    System.arraycopy(node.keys, 0, copy.keys, 0, node.count);
    copy.count = node.count;
    return copy;
  }

  private Node editableChild(Inner inner, int at) {
    Node child = editable(inner.children[at]);
    inner.children[at] = child;
    return child;
  }

  /// Puts below an editable node; returns the new right half when the node had to be split, whose
  /// first key is the least that it may hold.
  private @Nullable Node put(Node node, Bytes key, Bytes value) {
    return switch (node) {
      case Leaf leaf -> putInLeaf(leaf, key, value);
      case Inner inner -> {
        int at = inner.childOf(key);
        Node right = put(editableChild(inner, at), key, value);
        yield right == null ? null : addChild(inner, at + 1, right);
      }
    };
  }

  private @Nullable Node putInLeaf(Leaf leaf, Bytes key, Bytes value) {
    int at = leaf.lowerBound(key);
    if (leaf.holds(at, key)) {
      leaf.values[at] = value;
      return null;
    }
    if (leaf.count < WIDTH) {
      insertEntry(leaf, at, key, value);
      return null;
    }
    int middle = splitAt(at);
    Leaf right = new Leaf(epoch);
    moveTail(leaf, right, middle);
    System.arraycopy(leaf.values, middle, right.values, 0, right.count);
    Arrays.fill(leaf.values, middle, WIDTH, Bytes.EMPTY);
    if (at < middle) {
      insertEntry(leaf, at, key, value);
    } else {
      insertEntry(right, at - middle, key, value);
    }
    return right;
  }

  private @Nullable Node addChild(Inner inner, int at, Node child) {
    Bytes key = child.keys[0];
    if (inner.count < WIDTH) {
      insertChild(inner, at, key, child);
      return null;
    }
    int middle = splitAt(at);
    Inner right = new Inner(epoch);
    moveTail(inner, right, middle);
    System.arraycopy(inner.children, middle, right.children, 0, right.count);
    Arrays.fill(inner.children, middle, WIDTH, NOTHING);
    if (at < middle) {
      insertChild(inner, at, key, child);
    } else {
      insertChild(right, at - middle, key, child);
    }
    return right;
  }

  /// Where to split a full node that gets one more at `at`: in the middle, but behind the last one
  /// when keys come in order, so that nodes stay full.
  private static int splitAt(int at) {
    return at == WIDTH ? WIDTH : WIDTH / 2;
  }

  private static void moveTail(Node from, Node to, int middle) {
    to.count = from.count - middle;
    System.arraycopy(from.keys, middle, to.keys, 0, to.count);
    Arrays.fill(from.keys, middle, WIDTH, Bytes.EMPTY);
    from.count = middle;
  }

  private static void insertEntry(Leaf leaf, int at, Bytes key, Bytes value) {
    System.arraycopy(leaf.values, at, leaf.values, at + 1, leaf.count - at);
    leaf.values[at] = value;
    insertKey(leaf, at, key);
  }

  private static void insertChild(Inner inner, int at, Bytes key, Node child) {
    System.arraycopy(inner.children, at, inner.children, at + 1, inner.count - at);
    inner.children[at] = child;
    insertKey(inner, at, key);
  }

  private static void insertKey(Node node, int at, Bytes key) {
    System.arraycopy(node.keys, at, node.keys, at + 1, node.count - at);
    node.keys[at] = key;
    node.count++;
  }

  /// Deletes below an editable node, which may become empty; the one above then removes it.
  private void deleteRange(Node node, Bytes from, Bytes to) {
    switch (node) {
      case Leaf leaf -> {
        int first = leaf.lowerBound(from);
        int end = leaf.lowerBound(to);
        System.arraycopy(leaf.values, end, leaf.values, first, leaf.count - end);
        Arrays.fill(leaf.values, leaf.count - (end - first), leaf.count, Bytes.EMPTY);
        removeKeys(leaf, first, end);
      }
      case Inner inner -> deleteInChildren(inner, from, to);
    }
  }

  /// The children between the first and the last that are touched lie wholly in the range.
  private void deleteInChildren(Inner inner, Bytes from, Bytes to) {
    int first = inner.childOf(from);
    int last = inner.childOf(to);
    deleteRange(editableChild(inner, first), from, to);
    if (last > first) {
      deleteRange(editableChild(inner, last), from, to);
    }
    int begin = inner.children[first].count == 0 ? first : first + 1;
    int end = inner.children[last].count == 0 ? last + 1 : last;
    if (begin < end) {
      System.arraycopy(inner.children, end, inner.children, begin, inner.count - end);
      Arrays.fill(inner.children, inner.count - (end - begin), inner.count, NOTHING);
      removeKeys(inner, begin, end);
    }
  }

  private static void removeKeys(Node node, int begin, int end) {
    System.arraycopy(node.keys, end, node.keys, begin, node.count - end);
    Arrays.fill(node.keys, node.count - (end - begin), node.count, Bytes.EMPTY);
    node.count -= end - begin;
  }
}
