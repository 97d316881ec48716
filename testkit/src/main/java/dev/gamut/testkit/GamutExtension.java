package dev.gamut.testkit;

import dev.gamut.base.Bytes;
import dev.gamut.client.EmbeddedCluster;
import dev.gamut.client.EmbeddedConfig;
import dev.gamut.client.Gamut;
import dev.gamut.client.GamutException;
import dev.gamut.client.Table;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableSpec;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/// Does what [GamutCluster] says. Clusters and tables lie in JUnit's stores, which close them when
/// the class or test that they belong to is over; nested classes see their outer class's cluster.
public final class GamutExtension implements BeforeAllCallback, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(GamutExtension.class);
  private static final Set<Class<?>> TYPES =
      Set.of(Gamut.class, Table.class, EmbeddedCluster.class);
  private static final int REPLICAS_MAX = 3;
  private static final int PARTITIONS = 4;

  @Override
  public void beforeAll(ExtensionContext context) {
    Store store = context.getStore(NAMESPACE);
    if (store.get(Running.class) != null) {
      return;
    }
    GamutCluster wanted =
        AnnotationSupport.findAnnotation(context.getTestClass(), GamutCluster.class)
            .orElseThrow(
                () ->
                    new ExtensionConfigurationException(
                        "GamutExtension is registered by @GamutCluster, on the test class"));
    store.put(Running.class, wanted.shared() ? shared(context, wanted) : new Running(wanted, true));
  }

  /// The run's one cluster of this kind. A class that is closed leaves it as it is: its own store
  /// gets a view that closes nothing.
  private static Running shared(ExtensionContext context, GamutCluster wanted) {
    Store run = context.getRoot().getStore(NAMESPACE);
    String key = "nodes " + wanted.nodes() + " http " + wanted.http();
    synchronized (GamutExtension.class) {
      Running known = run.get(key, Running.class);
      if (known == null) {
        known = new Running(wanted, true);
        run.put(key, known);
      }
      return new Running(known.cluster, known.nodes, false);
    }
  }

  /// A cluster and, for the class that owns it, its end.
  private static final class Running implements AutoCloseable {
    private final EmbeddedCluster cluster;
    private final int nodes;
    private final boolean isOwner;

    Running(GamutCluster wanted, boolean isOwner) {
      this(Gamut.embedded(config(wanted)), wanted.nodes(), isOwner);
    }

    Running(EmbeddedCluster cluster, int nodes, boolean isOwner) {
      this.cluster = cluster;
      this.nodes = nodes;
      this.isOwner = isOwner;
    }

    private static EmbeddedConfig config(GamutCluster wanted) {
      EmbeddedConfig config = EmbeddedConfig.inMemory().withNodes(wanted.nodes());
      return wanted.http() ? config.withHttp() : config;
    }

    @Override
    public void close() {
      if (isOwner) {
        cluster.close();
      }
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return TYPES.contains(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Running running = context.getStore(NAMESPACE).get(Running.class, Running.class);
    if (running == null) {
      throw new ExtensionConfigurationException("there is no cluster yet: use @GamutCluster");
    }
    Class<?> type = parameter.getParameter().getType();
    if (type == Gamut.class) {
      return running.cluster.client();
    }
    return type == Table.class ? newTable(running, parameter, context) : running.cluster;
  }

  private static Table newTable(
      Running running, ParameterContext parameter, ExtensionContext context) {
    @Nullable NewTable wanted = parameter.findAnnotation(NewTable.class).orElse(null);
    String name = wanted == null || wanted.name().isEmpty() ? name(context) : wanted.name();
    Gamut gamut = running.cluster.client();
    Table table = gamut.createTable(spec(name, wanted, running.nodes));
    AutoCloseable drop = () -> drop(gamut, name);
    context.getStore(NAMESPACE).put("table " + name, drop);
    return table;
  }

  private static TableSpec spec(String name, @Nullable NewTable wanted, int nodes) {
    int replicas = Math.min(nodes, REPLICAS_MAX);
    if (wanted == null) {
      return new TableSpec(
          name, StrategyKind.CONSENSUS, PartitionBy.HASH, PARTITIONS, replicas, List.of());
    }
    List<Bytes> splitAt = Stream.of(wanted.splitAt()).map(Bytes::utf8).toList();
    boolean isHash = wanted.partitionBy() == PartitionBy.HASH;
    int partitions = isHash ? PARTITIONS : splitAt.size() + 1;
    int onNodes = wanted.strategy() == StrategyKind.LOCAL ? 1 : replicas;
    return new TableSpec(
        name,
        wanted.strategy(),
        wanted.partitionBy(),
        wanted.partitions() == 0 ? partitions : wanted.partitions(),
        wanted.replicas() == 0 ? onNodes : wanted.replicas(),
        splitAt);
  }

  /// Names the table after the test, so that an error that names the table names the test too.
  private static String name(ExtensionContext context) {
    String test =
        context
            .getTestMethod()
            .map(method -> method.getName())
            .orElseGet(() -> context.getRequiredTestClass().getSimpleName())
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]", "");
    long number;
    synchronized (GamutExtension.class) {
      number = ++tablesMade;
    }
    return "t%d-%s".formatted(number, test.substring(0, Math.min(test.length(), 40)));
  }

  /// Guarded by the class.
  private static long tablesMade;

  /// A test may have dropped it itself, or have stopped the nodes that could.
  private static void drop(Gamut gamut, String name) {
    try {
      gamut.dropTable(name);
    } catch (GamutException.NoSuchTableException | GamutException.ClosedException e) {
      // It is gone, which is what was wanted.
    }
  }
}
