package dev.gamut.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.client.EmbeddedCluster;
import dev.gamut.client.EmbeddedConfig;
import dev.gamut.client.Gamut;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What people type wrongly, against a running node: a message that says what to do, the documented
/// exit code, and nothing half done.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadInputTest {
  private static final int KEY_SIZE_MAX = 4096;
  private static final int VALUE_SIZE_MAX = 1 << 20;

  private final EmbeddedCluster cluster = Gamut.embedded(EmbeddedConfig.inMemory());
  private final InputStream terminal = System.in;

  @BeforeAll
  void tables() {
    assertEquals(0, run("table", "create", "carts", "--replicas", "1").exit());
    assertEquals(0, run("table", "create", "cities", "--replicas", "1").exit());
  }

  @AfterAll
  void end() {
    System.setIn(terminal);
    cluster.close();
  }

  private Run run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--server", cluster.addresses().getFirst()));
    return Run.gamut(all.toArray(String[]::new));
  }

  private void refused(Exit exit, String message, String... arguments) {
    Run run = run(arguments);
    assertTrue(run.err().contains("gamut: " + message), String.join(" ", arguments) + run.err());
    assertEquals(exit.code(), run.exit(), run.err());
    assertEquals("", run.out());
  }

  private static void standardInput(byte[] content) {
    System.setIn(new ByteArrayInputStream(content));
  }

  private static void standardInput(String content) {
    standardInput(content.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void anUnknownTableIsAnsweredWithTheNearestByEveryCommand() {
    for (String command :
        List.of(
            "get citis a",
            "put citis a b",
            "delete citis a",
            "scan citis",
            "import citis -",
            "table show citis",
            "table drop citis",
            "bench citis")) {
      Run run = run(command.split(" ", -1));
      assertEquals(Exit.REFUSED.code(), run.exit(), command);
      assertTrue(run.err().startsWith("gamut: there is no table "), command + run.err());
      assertTrue(run.err().matches("(?s).*citis.?; did you mean .cities.\\?.*"), run.err());
    }
  }

  @Test
  void aKeyMayHaveAllItsBytesAndNotOneMore() {
    String longest = "k".repeat(KEY_SIZE_MAX);
    String message = "not sent: the key has 4097 bytes, and 4096 is the limit";
    assertEquals(0, run("put", "carts", longest, "v").exit());
    assertEquals(0, run("get", "carts", longest).exit());
    for (String verb : List.of("get", "delete")) {
      refused(Exit.USAGE, message, verb, "carts", longest + "k");
    }
    refused(Exit.USAGE, message, "put", "carts", longest + "k", "v");
    refused(Exit.USAGE, message, "put", "carts", longest, "v", "--sort", "s");
    refused(
        Exit.USAGE,
        "--prefix has 4097 bytes, and 4096 is the limit of a key",
        "scan",
        "carts",
        "--prefix",
        longest + "k");
    refused(Exit.USAGE, "not sent: the partition key is empty", "put", "carts", "", "v");
  }

  @Test
  void aValueMayHaveAllItsBytesAndNotOneMore(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("value");
    Files.write(file, new byte[VALUE_SIZE_MAX]);
    assertEquals(0, run("put", "carts", "big", "@" + file).exit());
    Files.write(file, new byte[VALUE_SIZE_MAX + 1]);
    refused(
        Exit.USAGE,
        file + " has more than 1048576 bytes, which is the limit of a value",
        "put",
        "carts",
        "bigger",
        "@" + file);
    standardInput(new byte[VALUE_SIZE_MAX + 1]);
    refused(Exit.USAGE, "standard input has more than", "put", "carts", "bigger", "-");
    assertEquals(Exit.REFUSED.code(), run("get", "carts", "bigger").exit());
  }

  @Test
  void aValueNamedByAFileIsTheFilesContent(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("note");
    Files.writeString(file, "# no comment\n--help \"quoted\"");
    assertEquals(0, run("put", "carts", "note", "@" + file).exit());
    assertTrue(run("get", "carts", "note").out().contains("--help \"quoted\""));
    refused(Exit.USAGE, folder + " is a folder", "put", "carts", "x", "@" + folder);
    refused(Exit.USAGE, "there is no file nowhere", "put", "carts", "x", "@nowhere");
  }

  @Test
  void flagsOutOfTheirRangeAreWrongUsage() {
    refused(Exit.USAGE, "--limit is 0", "scan", "carts", "--limit", "0");
    refused(Exit.USAGE, "--timeout is 0.0 seconds", "get", "carts", "a", "--timeout", "0");
    refused(Exit.USAGE, "--timeout is 301.0 seconds", "get", "carts", "a", "--timeout", "301");
    refused(Exit.USAGE, "no level is named 'strong'", "get", "carts", "a", "--level", "strong");
    refused(Exit.USAGE, "--from z is not before --to a", "scan", "carts", "--from=z", "--to=a");
    refused(Exit.USAGE, "0 clients", "bench", "carts", "--clients", "0");
    refused(Exit.USAGE, "'put=x' in the mix", "bench", "carts", "--mix", "put=x");
    refused(
        Exit.USAGE,
        "a table begins with 1 to 4096 partitions, not 0",
        "table",
        "create",
        "x",
        "--partitions",
        "0");
    refused(
        Exit.USAGE,
        "Invalid value for option '--partitions': 'many' is not an int",
        "table",
        "create",
        "x",
        "--partitions",
        "many");
    refused(
        Exit.USAGE,
        "no strategy is named consenus; did you mean \"consensus\"?",
        "table",
        "create",
        "x",
        "--strategy",
        "consenus");
    assertFalse(run("table", "list").out().contains("x:"));
  }

  @Test
  void aNodeThatIsNotThereIsUnavailableAndAnAddressThatIsNoneWrongUsage() throws IOException {
    Run wrong = Run.gamut("get", "carts", "a", "--server", "localhost:99999");
    assertEquals(Exit.USAGE.code(), wrong.exit());
    assertTrue(wrong.err().contains("--server is localhost:99999, not HOST:PORT"), wrong.err());
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Run silent = Run.gamut("get", "carts", "a", "--server", "127.0.0.1:" + port, "--timeout", "1");
    assertEquals(Exit.UNAVAILABLE.code(), silent.exit(), silent.err());
    assertTrue(silent.err().contains("check the addresses"), silent.err());
  }

  @Test
  void wrongLinesOfStandardInputAreNamedAndKeptAndTheOthersAreIn(@TempDir Path folder)
      throws IOException {
    Path rejects = folder.resolve("rejects");
    standardInput(
        """
        {"id":"a","n":1}
        not json
        {"n":2}
        {"id":["x"]}

        {"id":"b"} {"id":"c"}
        {"id":"%s"}
        {"id":"d"}
        """
            .formatted("k".repeat(KEY_SIZE_MAX + 1)));
    Run run = run("import", "carts", "-", "--rejects", rejects.toString());
    assertEquals(Exit.REFUSED.code(), run.exit(), run.err());
    assertTrue(run.out().startsWith("wrote 2 records in "), run.out());
    assertTrue(run.out().contains("5 lines rejected, kept in " + rejects), run.out());
    assertTrue(run.err().contains("line 2: not JSON: "), run.err());
    assertTrue(run.err().contains("line 3: no field id\n"), run.err());
    assertTrue(run.err().contains("line 4: its field id is neither text nor a number"), run.err());
    assertTrue(run.err().contains("line 6: something follows the JSON object"), run.err());
    assertTrue(run.err().contains("line 7: its key has 4,097 bytes, and 4,096"), run.err());
    assertTrue(run.err().contains("2 records, "), "a rate, and no bar without an end");
    assertFalse(run.err().contains("%"), run.err());
    List<String> kept = Files.readAllLines(rejects);
    assertEquals(List.of("not json", "{\"n\":2}", "{\"id\":[\"x\"]}"), kept.subList(0, 3));
    assertEquals(5, kept.size());
    assertEquals(0, run("get", "carts", "d").exit());
    assertEquals(Exit.REFUSED.code(), run("get", "carts", "b").exit());
  }

  @Test
  void standardInputIsSampledForATableByRangeThatIsNotCut() throws IOException {
    run("table", "create", "sampled", "--partition-by", "range", "--replicas", "1");
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 4_000; i++) {
      lines.append("{\"id\":\"%04d\"}%n".formatted(i));
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
    }
    standardInput(packed.toByteArray());
    Run run = run("import", "sampled", "-");
    assertEquals(0, run.exit(), run.err());
    assertTrue(
        run.err()
            .contains(
                "cut sampled into 8 partitions, at 0500, 1000, 1500, 2000, 2500, 3000, 3500\n"),
        run.err());
    assertTrue(run.out().startsWith("wrote 4,000 records"), run.out());
    String all = run("scan", "sampled", "--limit", "5000").out();
    assertEquals(4_000, all.lines().count());
  }

  @Test
  void nothingThatCanBeReadLeavesATableByRangeUncut() {
    run("table", "create", "uncut", "--partition-by", "range", "--replicas", "1");
    standardInput("");
    assertEquals(0, run("import", "uncut", "-").exit());
    assertTrue(run("table", "list").out().contains("cut into up to 8 partitions"));
  }

  @Test
  void whatCannotBeImportedAtAllIsUnreadableInputAndStays(@TempDir Path folder) throws IOException {
    Path lines = folder.resolve("lines.jsonl");
    refused(Exit.USAGE, "there is no file " + lines, "import", "carts", lines.toString());
    refused(Exit.USAGE, "there is no file " + folder, "import", "carts", folder.toString());
    Files.writeString(lines, "{\"id\":\"kept\"}\nwrong\n");
    String name = lines.toString();
    refused(
        Exit.USAGE,
        "--rejects is the file that is imported",
        "import",
        "carts",
        name,
        "--rejects",
        name);
    assertEquals("{\"id\":\"kept\"}\nwrong\n", Files.readString(lines));
    refused(
        Exit.USAGE,
        "rejected lines cannot be kept in " + folder.resolve("no/where"),
        "import",
        "carts",
        name,
        "--rejects",
        folder.resolve("no/where").toString());
    refused(Exit.USAGE, "--key is empty", "import", "carts", name, "--key", "");
    assertEquals(Exit.REFUSED.code(), run("get", "carts", "kept").exit());
    Path packed = folder.resolve("lines.jsonl.gz");
    Files.write(packed, new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0});
    refused(
        Exit.USAGE,
        packed + " is packed with gzip, and ends early or is damaged",
        "import",
        "carts",
        packed.toString());
  }
}
