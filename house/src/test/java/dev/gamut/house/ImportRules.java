package dev.gamut.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A module is a floor, and imports point down only (docs/architecture.md). Maven refuses a module
/// that is not declared, but not one that comes along with another; these rules do.
final class ImportRules {
  private static final JavaClasses GAMUT = new ClassFileImporter().importPackages("dev.gamut");

  /// A protocol's settings say nothing of how it works, and pass through all floors above it.
  private static final DescribedPredicate<JavaClass> PROTOCOL_SETTINGS =
      nameMatching("dev\\.gamut\\.protocol\\..*Config").forSubtype();

  /// A floor and all it may see of Gamut besides itself. Libraries are the poms' affair.
  record Floor(String module, List<String> below) {
    @Override
    public String toString() {
      return module + " sees only " + below;
    }
  }

  private static Floor floor(String module, String... below) {
    return new Floor(module, List.of(below));
  }

  static List<Floor> floors() {
    return List.of(
        floor("base"),
        floor("testing", "base"),
        floor("model", "base"),
        floor("world", "base"),
        floor("resilience", "base"),
        floor("wire", "base", "model"),
        floor("protocol", "base", "model"),
        floor("storage", "base", "model", "world"),
        floor("checker", "base"),
        floor("api"),
        floor("node", "base", "model", "world", "wire", "resilience", "protocol", "storage"),
        floor("client", "base", "model", "world", "wire", "resilience"),
        floor("real", "base", "model", "world", "storage", "wire"),
        floor(
            "server",
            "base",
            "model",
            "world",
            "wire",
            "resilience",
            "storage",
            "node",
            "client",
            "api",
            "real"),
        floor(
            "simulation",
            "base",
            "model",
            "world",
            "wire",
            "resilience",
            "storage",
            "node",
            "client",
            "checker"),
        floor(
            "testkit", "base", "model", "world", "wire", "storage", "node", "client", "real",
            "server"),
        floor("bench", "base", "model", "world", "wire", "client", "real", "checker"));
  }

  @ParameterizedTest
  @MethodSource("floors")
  void importsPointDownOnly(Floor floor) {
    List<String> allowed = new ArrayList<>(List.of("dev.gamut." + floor.module() + ".."));
    for (String module : floor.below()) {
      allowed.add("dev.gamut." + module + "..");
    }
    classes()
        .that()
        .resideInAPackage("dev.gamut." + floor.module() + "..")
        .should()
        .onlyDependOnClassesThat(
            not(resideInAPackage("dev.gamut.."))
                .or(PROTOCOL_SETTINGS)
                .or(resideInAnyPackage(allowed.toArray(String[]::new))))
        .allowEmptyShould(true)
        .check(GAMUT);
  }

  @Test
  void protocolsDoNotSeeEachOther() {
    slices()
        .matching("dev.gamut.protocol.(*)..")
        .should()
        .notDependOnEachOther()
        .allowEmptyShould(true)
        .check(GAMUT);
  }

  @Test
  void onlyStrategiesSeeProtocols() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.gamut.protocol..", "dev.gamut.node.strategy..")
        .should()
        .dependOnClassesThat(resideInAPackage("dev.gamut.protocol..").and(not(PROTOCOL_SETTINGS)))
        .allowEmptyShould(true)
        .check(GAMUT);
  }

  @Test
  void namesSayWhatAThingIs() {
    noClasses()
        .should()
        .haveNameMatching(
            ".*\\.(Abstract[A-Z]\\w*|\\w*(Manager|Helper|Helpers|Util|Utils|Impl))(\\$.*)?")
        .check(GAMUT);
  }
}
