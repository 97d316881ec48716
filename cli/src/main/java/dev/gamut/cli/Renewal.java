package dev.gamut.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/// Rewrites a library's classes for the launcher's cache of loaded ones, which holds none of a
/// format from before Java 6: those would be read and verified, slowly, at each start. The code
/// stays as it is; what newer formats want beside it, the types at each branch, is worked out.
final class Renewal {
  private static final int JAVA_8 = ClassFile.JAVA_8_VERSION;

  private Renewal() {}

  /// The jar gets a new file under its name.
  static void renew(Path jar) throws IOException {
    Path renewed = jar.resolveSibling(jar.getFileName() + ".new");
    try (ZipFile from = new ZipFile(jar.toFile());
        ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(renewed))) {
      ClassFile format =
          ClassFile.of(
              ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
              ClassFile.ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(type -> find(from, type))
                      .orElse(ClassHierarchyResolver.defaultResolver())));
      for (ZipEntry entry : from.stream().toList()) {
        byte[] content = from.getInputStream(entry).readAllBytes();
        to.putNextEntry(new ZipEntry(entry.getName()));
        to.write(entry.getName().endsWith(".class") ? renew(format, content) : content);
        to.closeEntry();
      }
    }
    // Not into the old file, which others may have linked.
    Files.move(renewed, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] renew(ClassFile format, byte[] content) {
    ClassModel model = format.parse(content);
    if (model.majorVersion() >= JAVA_8) {
      return content;
    }
    ClassTransform code =
        ClassTransform.transformingMethodBodies((to, element) -> to.with(element));
    return format.transformClass(
        model, code.andThen(ClassTransform.endHandler(to -> to.withVersion(JAVA_8, 0))));
  }

  private static @Nullable InputStream find(ZipFile jar, ClassDesc type) {
    String descriptor = type.descriptorString();
    ZipEntry entry = jar.getEntry(descriptor.substring(1, descriptor.length() - 1) + ".class");
    try {
      return entry == null
          ? null
          : new ByteArrayInputStream(jar.getInputStream(entry).readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException("the jar cannot be read", e);
    }
  }
}
