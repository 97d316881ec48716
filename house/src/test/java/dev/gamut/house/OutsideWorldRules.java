package dev.gamut.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What must run the same on a server and in the simulator reaches the world through its doors
/// only. One clock read past them, and a seed no longer replays.
final class OutsideWorldRules {
  private static final JavaClasses GAMUT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.gamut");

  private static final String[] DETERMINISTIC = {
    "dev.gamut.base..",
    "dev.gamut.model..",
    "dev.gamut.world..",
    "dev.gamut.wire..",
    "dev.gamut.protocol..",
    "dev.gamut.storage..",
    "dev.gamut.node.."
  };

  /// An exception is what a door fails with, and an interface without methods does nothing.
  private static final DescribedPredicate<JavaClass> HARMLESS =
      DescribedPredicate.or(assignableTo(Throwable.class), type(java.io.Serializable.class));

  private static final DescribedPredicate<JavaClass> WORLD =
      resideInAnyPackage(
              "java.io..",
              "java.net..",
              "java.nio.channels..",
              "java.nio.file..",
              "java.util.logging..",
              "java.sql..",
              "org.slf4j..",
              "io.netty..",
              "org.rocksdb..")
          .or(type(Thread.class))
          .or(type(ThreadLocal.class))
          .or(type(Process.class))
          .or(type(ProcessBuilder.class))
          .or(type(ProcessHandle.class))
          .or(type(Runtime.class))
          .or(type(java.util.Random.class))
          .or(type(java.util.Timer.class))
          .or(type(java.security.SecureRandom.class))
          .or(type(java.time.Clock.class))
          .and(DescribedPredicate.not(HARMLESS))
          .as("reach the outside world");

  /// Where a loop and the journal's worker meet: the one hand-off between threads on a write's
  /// path. Each has a test of its own for that.
  private static final Set<String> HAND_OFFS =
      Set.of("dev.gamut.storage.journal.Intake", "dev.gamut.storage.journal.Journal");

  private static final Set<String> WORLDLY_CALLS =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.lang.System.getenv",
          "java.lang.System.getProperty",
          "java.lang.System.exit",
          "java.lang.System.identityHashCode",
          "java.lang.Math.random",
          "java.lang.StrictMath.random",
          "java.util.UUID.randomUUID",
          "java.util.Collections.shuffle",
          "java.time.Instant.now",
          "java.time.LocalDate.now",
          "java.time.LocalDateTime.now",
          "java.time.ZonedDateTime.now");

  /// Their order of iteration differs between two runs of the JVM.
  private static final Set<String> UNORDERED_CALLS =
      Set.of(
          "java.util.Set.of",
          "java.util.Set.copyOf",
          "java.util.Map.of",
          "java.util.Map.copyOf",
          "java.util.Map.ofEntries");

  @Test
  void deterministicModulesReachTheWorldThroughItsDoorsOnly() {
    noClasses()
        .that()
        .resideInAnyPackage(DETERMINISTIC)
        .should()
        .dependOnClassesThat(WORLD)
        .check(GAMUT);
  }

  @Test
  void whatRunsOnOneLoopNeedsNoToolsForMoreThreads() {
    noClasses()
        .that()
        .resideInAnyPackage(DETERMINISTIC)
        .and(
            DescribedPredicate.describe(
                "are no hand-off", type -> !HAND_OFFS.contains(type.getName())))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.concurrent..")
        .check(GAMUT);
  }

  @Test
  void deterministicModulesAskNoClockAndNoChance() {
    noClasses()
        .that()
        .resideInAnyPackage(DETERMINISTIC)
        .should()
        .callMethodWhere(oneOf(WORLDLY_CALLS))
        .check(GAMUT);
  }

  @Test
  void protocolsDoNotEvenKnowOfFailingDoors() {
    noClasses()
        .that()
        .resideInAPackage("dev.gamut.protocol..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("java.io..")
                .and(DescribedPredicate.not(type(java.io.Serializable.class))))
        .allowEmptyShould(true)
        .check(GAMUT);
  }

  @Test
  void protocolsIterateInAnOrderThatRepeats() {
    noClasses()
        .that()
        .resideInAPackage("dev.gamut.protocol..")
        .should()
        .callMethodWhere(oneOf(UNORDERED_CALLS))
        .allowEmptyShould(true)
        .check(GAMUT);
  }

  private static DescribedPredicate<JavaCall<?>> oneOf(Set<String> methods) {
    return DescribedPredicate.describe(
        "one of " + List.copyOf(methods).stream().sorted().toList(),
        call ->
            methods.contains(call.getTargetOwner().getName() + "." + call.getTarget().getName()));
  }
}
