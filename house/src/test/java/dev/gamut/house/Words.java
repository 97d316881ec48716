package dev.gamut.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gamut.house.Sources.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Words that mean that something was left lying about.
final class Words {
  @Test
  void noUnfinishedWorkIsLeftInTheSources() {
    refuse("(?-i)\\b(TODO|FIXME|XXX|HACK)\\b", _ -> true);
  }

  @Test
  void noPathOfSomeonesMachine() {
    refuse("(?<![\\w.<])/(work|root|Users|home/(?!linuxbrew))/?[\\w.]*", _ -> true);
  }

  @Test
  void testsDoNotSleep() {
    refuse("Thread\\.sleep|TimeUnit\\.\\w+\\.sleep", Words::isTest);
  }

  @Test
  void everyPackageIsNullMarked() {
    List<Source> sources = Sources.java();
    List<String> marked =
        sources.stream()
            .filter(source -> source.path().endsWith("/package-info.java"))
            .filter(source -> source.lines().contains("@NullMarked"))
            .map(source -> folder(source.path()))
            .toList();
    List<String> missing =
        sources.stream()
            .map(source -> folder(source.path()).replace("/src/test/", "/src/main/"))
            .distinct()
            .filter(folder -> !marked.contains(folder))
            .filter(folder -> !marked.contains(folder.replace("/src/main/", "/src/test/")))
            .toList();
    assertEquals(List.of(), missing, "these packages need a package-info.java with @NullMarked");
  }

  /// What lives in real time: processes that are killed or run out of disk, and the load on them.
  private static final List<String> REAL_TIME =
      List.of(
          "/RealProcessesTest.java",
          "/RecordedLoad.java",
          "/FullDiskTest.java",
          "/BulkLoad.java",
          "/Leaders.java");

  /// A benchmark is no test: it runs by hand, and for as long as it is told.
  private static boolean isTest(Source source) {
    return source.isTest()
        && !source.path().endsWith("Benchmark.java")
        && REAL_TIME.stream().noneMatch(source.path()::endsWith);
  }

  private static String folder(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  /// This class has to name what it refuses, so it does not look at itself.
  private static void refuse(String expression, Predicate<Source> where) {
    Pattern pattern = Pattern.compile(expression);
    List<String> found = new ArrayList<>();
    for (Source source : Sources.all()) {
      if (!where.test(source) || source.path().endsWith("/house/Words.java")) {
        continue;
      }
      for (int i = 0; i < source.lines().size(); i++) {
        if (pattern.matcher(source.lines().get(i)).find()) {
          found.add(source.path() + ":" + (i + 1) + ": " + source.lines().get(i).strip());
        }
      }
    }
    assertEquals(List.of(), found);
  }
}
