package dev.gamut.real;

import java.util.LinkedHashMap;
import java.util.Map;

/// Keeps logs readable: a refusal that repeats with every attempt is told once, and again only when
/// its reason changes or after it had gone away. Remembers a bounded number of subjects; the one
/// told longest ago is forgotten first.
final class OncePerChange {
  private static final int SUBJECTS_MAX = 1_000;

  private final LinkedHashMap<String, String> told =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > SUBJECTS_MAX;
        }
      };

  /// Whether this is news about the subject.
  boolean isNews(String subject, String text) {
    return !text.equals(told.put(subject, text));
  }

  /// The subject is fine again.
  void forget(String subject) {
    told.remove(subject);
  }
}
