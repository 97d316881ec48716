package dev.gamut.house;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import dev.gamut.house.Sources.Source;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// Measures every method of the sources, as javac itself reads them.
final class Methods {
  private Methods() {}

  /// Lines a method, by `path#name`; of overloads the longest.
  static Map<String, Integer> lines(List<Source> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Map<String, Integer> lines = new TreeMap<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      var units =
          files.getJavaFileObjectsFromPaths(
              sources.stream().map(source -> Sources.ROOT.resolve(source.path())).toList());
      var options = List.of("-proc:none");
      JavacTask task = (JavacTask) compiler.getTask(null, files, _ -> {}, options, null, units);
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        String path =
            Sources.ROOT.relativize(java.nio.file.Path.of(unit.getSourceFile().toUri())).toString();
        unit.accept(new Measure(path, unit, positions, lines), null);
      }
    }
    return lines;
  }

  private static final class Measure extends TreeScanner<@Nullable Void, @Nullable String> {
    private final String path;
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final Map<String, Integer> lines;

    Measure(
        String path,
        CompilationUnitTree unit,
        SourcePositions positions,
        Map<String, Integer> lines) {
      this.path = path;
      this.unit = unit;
      this.positions = positions;
      this.lines = lines;
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable String enclosing) {
      String name = type.getSimpleName().toString();
      return super.visitClass(type, name.isEmpty() ? enclosing : name);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable String type) {
      LineMap map = unit.getLineMap();
      long start = positions.getStartPosition(unit, method);
      long end = positions.getEndPosition(unit, method);
      if (end > start) {
        int count = (int) (map.getLineNumber(end) - map.getLineNumber(start) + 1);
        lines.merge(path + "#" + type + "." + method.getName(), count, Math::max);
      }
      return super.visitMethod(method, type);
    }
  }
}
