package dev.gamut.checker.linearizability;

import java.util.Arrays;

/// A growing array of numbers.
final class IntStack {
  private int[] values = new int[64];
  private int size;

  void push(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  int pop() {
    return values[--size];
  }

  int get(int index) {
    return values[index];
  }

  void set(int index, int value) {
    values[index] = value;
  }

  int size() {
    return size;
  }

  void truncate(int length) {
    size = length;
  }

  int[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
