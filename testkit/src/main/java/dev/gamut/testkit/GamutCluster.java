package dev.gamut.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// Gives a test class a cluster inside the test's own JVM, started before its first test and closed
/// after its last. Constructors, tests and their setup take what they need as parameters:
///
/// - [dev.gamut.client.Gamut]: the cluster's client, one for all tests; do not close it
/// - [dev.gamut.client.Table]: a new, empty table, dropped when the test is over; see [NewTable]
/// - [dev.gamut.client.EmbeddedCluster]: the cluster itself, to stop and start its nodes
///
/// ```java
/// @GamutCluster
/// class CartsTest {
///   @Test
///   void aCartKeepsItsApples(Table carts) {
///     carts.put("alice", "3 apples");
///     assertEquals("3 apples", carts.get("alice").text().orElseThrow());
///   }
/// }
/// ```
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(GamutExtension.class)
public @interface GamutCluster {
  /// How many nodes, 1 to 7. With three, one can be stopped and the others go on.
  int nodes() default 1;

  /// Whether the nodes open their HTTP and gRPC port too.
  boolean http() default false;

  /// Whether all test classes that say so, with as many nodes, use one cluster, which then lives
  /// until the last test of the run. Saves a start for each class.
  boolean shared() default false;
}
