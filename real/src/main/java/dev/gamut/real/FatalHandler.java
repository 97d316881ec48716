package dev.gamut.real;

/// What happens when this program turns out to be wrong: a check of an invariant failed, or an
/// error escaped to a loop or a worker. Whatever ran there may be half done, so nothing more of the
/// node may run: a server logs the cause and halts its process, a test fails.
public interface FatalHandler {
  /// Called once a loop or worker, on its thread; that thread runs no further task of the node.
  ///
  /// @param where the loop or worker, by name
  void fatal(String where, Throwable cause);
}
