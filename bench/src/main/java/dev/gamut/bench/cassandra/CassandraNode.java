package dev.gamut.bench.cassandra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One of three nodes: its files and how it is started.
///
/// @param number from 0
/// @param folder its own
/// @param ports the same at all three, which differ in their addresses
record CassandraNode(int number, Path folder, Ports ports) {
  static final int COUNT = 3;

  /// @param storage where nodes speak to each other
  /// @param client where clients speak to them
  record Ports(int storage, int client) {}

  /// A third of the ring each. Where all nodes hold everything, more would only be looked through.
  private static final List<Long> TOKENS =
      List.of(-9223372036854775808L, -3074457345618258603L, 3074457345618258602L);

  /// What Cassandra's own script sets on Java 17, but for assertions, which it has on and which
  /// would slow it down.
  private static final List<String> JVM =
      List.of(
          "-XX:+UseG1GC",
          "-XX:+ParallelRefProcEnabled",
          "-XX:MaxTenuringThreshold=1",
          "-XX:G1HeapRegionSize=16m",
          "-XX:MaxGCPauseMillis=300",
          "-XX:InitiatingHeapOccupancyPercent=70",
          "-XX:+AlwaysPreTouch",
          "-XX:+PerfDisableSharedMem",
          "-XX:+ExitOnOutOfMemoryError",
          "-Xss256k",
          "-Djava.net.preferIPv4Stack=true",
          "-Djava.security.manager=allow",
          "-Djdk.attach.allowAttachSelf=true",
          "-Dio.netty.tryReflectionSetAccessible=true",
          "-Dio.netty.allocator.useCacheForAllThreads=true",
          "-Dio.netty.allocator.maxOrder=11");

  private static final List<String> EXPORTS =
      List.of(
          "java.base/java.lang.ref",
          "java.base/jdk.internal.misc",
          "java.management.rmi/com.sun.jmx.remote.internal.rmi",
          "java.rmi/sun.rmi.registry",
          "java.rmi/sun.rmi.server",
          "java.sql/java.sql",
          "jdk.unsupported/sun.misc");

  private static final List<String> OPENS =
      List.of(
          "java.base/java.io",
          "java.base/java.lang",
          "java.base/java.lang.module",
          "java.base/java.lang.reflect",
          "java.base/java.util",
          "java.base/jdk.internal.loader",
          "java.base/jdk.internal.math",
          "java.base/jdk.internal.module",
          "java.base/jdk.internal.ref",
          "java.base/jdk.internal.reflect",
          "java.base/jdk.internal.util.jar",
          "java.base/sun.nio.ch",
          "jdk.management/com.sun.management.internal");

  /// Nodes have an address each: Cassandra knows them by it.
  static String address(int number) {
    return "127.0.0." + (1 + number);
  }

  String address() {
    return address(number);
  }

  /// Each is a seed and knows its part of the ring, so that they need not wait for each other. The
  /// formats are those of Cassandra's own `cassandra_latest.yaml`. `batch` syncs the commit log
  /// before a write is acknowledged, and once for all that wait meanwhile; `group` would make them
  /// wait for the end of a window as well.
  String yaml() {
    List<String> seeds = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      seeds.add(address(i));
    }
    return """
    cluster_name: 'comparison'
    num_tokens: 1
    initial_token: '%s'
    auto_bootstrap: false
    partitioner: org.apache.cassandra.dht.Murmur3Partitioner
    endpoint_snitch: SimpleSnitch
    seed_provider:
      - class_name: org.apache.cassandra.locator.SimpleSeedProvider
        parameters:
          - seeds: "%s"
    listen_address: %s
    rpc_address: %s
    storage_port: %d
    native_transport_port: %d
    data_file_directories:
      - %s
    commitlog_directory: %s
    hints_directory: %s
    saved_caches_directory: %s
    cdc_raw_directory: %s
    commitlog_sync: batch
    commit_failure_policy: die
    disk_failure_policy: die
    storage_compatibility_mode: NONE
    memtable:
      configurations:
        trie:
          class_name: TrieMemtable
        default:
          inherits: trie
    memtable_allocation_type: offheap_objects
    sstable:
      selected_format: bti
    """
        .formatted(
            TOKENS.get(number),
            String.join(",", seeds),
            address(),
            address(),
            ports.storage(),
            ports.client(),
            quoted("data"),
            quoted("commitlog"),
            quoted("hints"),
            quoted("saved_caches"),
            quoted("cdc_raw"));
  }

  /// A folder below this one as YAML quotes it.
  private String quoted(String name) {
    return "'" + folder.resolve(name).toString().replace("'", "''") + "'";
  }

  private static final String LOGBACK =
      """
      <configuration>
        <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
          <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger{20} %msg%n</pattern></encoder>
        </appender>
        <root level="WARN"><appender-ref ref="OUT"/></root>
      </configuration>
      """;

  /// Writes what the command needs.
  void prepare() throws IOException {
    Files.createDirectories(folder.resolve("triggers"));
    Files.writeString(yamlFile(), yaml());
    Files.writeString(logback(), LOGBACK);
  }

  private Path yamlFile() {
    return folder.resolve("cassandra.yaml");
  }

  private Path logback() {
    return folder.resolve("logback.xml");
  }

  Path log() {
    return folder.resolve("log");
  }

  List<String> command(Path java, Path jars, int heapMebibytes) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(JVM);
    command.addAll(List.of("-Xms" + heapMebibytes + "m", "-Xmx" + heapMebibytes + "m"));
    EXPORTS.forEach(name -> command.add("--add-exports=" + name + "=ALL-UNNAMED"));
    OPENS.forEach(name -> command.add("--add-opens=" + name + "=ALL-UNNAMED"));
    command.add("-Dcassandra.config=" + yamlFile().toUri());
    command.add("-Dcassandra.storagedir=" + folder);
    command.add("-Dcassandra.triggers_dir=" + folder.resolve("triggers"));
    command.add("-Dlogback.configurationFile=" + logback());
    command.add("-Dcassandra.skip_wait_for_gossip_to_settle=0");
    command.add("-Dcassandra-foreground=yes");
    command.addAll(List.of("-cp", jars.resolve("*").toString()));
    command.add("org.apache.cassandra.service.CassandraDaemon");
    return command;
  }
}
