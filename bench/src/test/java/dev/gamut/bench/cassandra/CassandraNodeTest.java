package dev.gamut.bench.cassandra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class CassandraNodeTest {
  private static final CassandraNode.Ports PORTS = new CassandraNode.Ports(7000, 9042);

  private static CassandraNode node(int number) {
    return new CassandraNode(number, Path.of("/data of", "it's " + number), PORTS);
  }

  private static String line(String yaml, String name) {
    return yaml.lines().filter(line -> line.startsWith(name + ":")).findFirst().orElse("none");
  }

  @Test
  void aNodeSyncsBeforeItAcknowledges() {
    assertEquals("commitlog_sync: batch", line(node(0).yaml(), "commitlog_sync"));
  }

  @Test
  void nodesDifferInAddressFolderAndPartOfTheRing() {
    TreeSet<Long> tokens = new TreeSet<>();
    for (int i = 0; i < CassandraNode.COUNT; i++) {
      String yaml = node(i).yaml();
      assertEquals("listen_address: 127.0.0." + (i + 1), line(yaml, "listen_address"));
      assertEquals("rpc_address: 127.0.0." + (i + 1), line(yaml, "rpc_address"));
      assertEquals("num_tokens: 1", line(yaml, "num_tokens"));
      assertEquals("storage_port: 7000", line(yaml, "storage_port"));
      assertEquals("native_transport_port: 9042", line(yaml, "native_transport_port"));
      assertTrue(yaml.contains("seeds: \"127.0.0.1,127.0.0.2,127.0.0.3\""), yaml);
      String token = line(yaml, "initial_token").replaceAll("[^-0-9]", "");
      tokens.add(Long.parseLong(token));
    }
    List<Long> parts = new ArrayList<>(tokens);
    assertEquals(CassandraNode.COUNT, parts.size());
    assertTrue(Math.abs(parts.get(1) - parts.get(0) - Long.MAX_VALUE / 3 * 2) <= 2);
    assertTrue(Math.abs(parts.get(2) - parts.get(1) - Long.MAX_VALUE / 3 * 2) <= 2);
  }

  @Test
  void foldersOfOddNamesAreQuoted() {
    assertEquals(
        "commitlog_directory: '/data of/it''s 1/commitlog'",
        line(node(1).yaml(), "commitlog_directory"));
  }

  @Test
  void theCommandOpensWhatJava17Closes() {
    List<String> command = node(2).command(Path.of("/j/bin/java"), Path.of("/jars"), 512);
    assertEquals("/j/bin/java", command.getFirst());
    assertTrue(command.contains("-Xmx512m"));
    assertTrue(command.contains("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"));
    assertTrue(command.contains("--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED"));
    assertTrue(command.contains("-Dcassandra.config=file:///data%20of/it's%202/cassandra.yaml"));
    assertEquals(
        List.of("-cp", "/jars/*", "org.apache.cassandra.service.CassandraDaemon"),
        command.subList(command.size() - 3, command.size()));
  }
}
