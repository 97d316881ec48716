package dev.gamut.bench.cassandra;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.bench.peer.PeerUnavailableException;
import dev.gamut.bench.peer.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Three real nodes, where Cassandra has been fetched before: no test fetches it.
@Tag("peer")
final class CassandraPeerTest {
  @TempDir private Path folder;

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void whatIsWrittenAtAQuorumIsRead() throws Exception {
    requireCassandra();
    CassandraSettings settings =
        new CassandraSettings(Programs.cache(), folder.resolve("data"), 384, 1, true);
    try (CassandraPeer peer = new CassandraPeer(settings, _ -> {})) {
      peer.start();
      for (int client = 0; client < 6; client++) {
        byte[] key = ("key" + client).getBytes(StandardCharsets.US_ASCII);
        byte[] value = ("value" + client).getBytes(StandardCharsets.US_ASCII);
        assertNull(peer.get(client, key).get(30, TimeUnit.SECONDS));
        peer.put(client, key, value).get(30, TimeUnit.SECONDS);
        assertArrayEquals(value, peer.get(client + 1, key).get(30, TimeUnit.SECONDS));
        byte[] one = peer.getOne(client, key).get(30, TimeUnit.SECONDS);
        if (one != null) { // The replica that did not have to acknowledge may still lack it.
          assertArrayEquals(value, one);
        }
      }
      assertTrue(peer.cpuSeconds() > 0);
    }
  }

  private static void requireCassandra() throws IOException {
    Assumptions.assumeTrue(
        Boolean.getBoolean("gamut.peers"),
        "SKIPPED: three Cassandra nodes take minutes; -Dgamut.peers=true runs this");
    boolean isThere = new CassandraInstall(Programs.cache(), _ -> {}).isThere();
    Assumptions.assumeTrue(
        isThere,
        "SKIPPED: Cassandra "
            + CassandraInstall.VERSION
            + " has not been fetched; `./gamut bench peers --against cassandra` does");
    try {
      Java17.find();
    } catch (PeerUnavailableException missing) {
      Assumptions.abort("SKIPPED: " + missing.getMessage());
    }
  }
}
