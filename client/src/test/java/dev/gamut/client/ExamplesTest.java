package dev.gamut.client;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Version;
import dev.gamut.client.core.ClientConfig;
import dev.gamut.client.core.PageRequest;
import dev.gamut.client.core.Reply;
import dev.gamut.client.core.ScanRange;
import dev.gamut.client.core.ThreadWorld;
import dev.gamut.model.Item;
import dev.gamut.model.Key;
import dev.gamut.model.Level;
import dev.gamut.model.Outcome;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.Quorums;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableSpec;
import dev.gamut.model.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The examples of `docs/client.md`: they compile and run here, and the page shows them as they
/// are.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class ExamplesTest {
  private final List<Object> noted = new ArrayList<>();

  private static Value cart(String text) {
    return Value.bytes(Bytes.utf8(text));
  }

  private void remember(Version version) {
    noted.add(version);
  }

  private void retryWith(Version version) {
    noted.add(version);
  }

  private void lookAgain(Outcome.Cause cause) {
    noted.add(cause);
  }

  /// Only compiled: it needs the real world.
  static void connecting() {
    try (Gamut gamut = Gamut.connect("localhost:7400", "localhost:7401")) {
      Table carts = gamut.table("carts");
      carts.put("alice", "3 apples");
      carts.get("alice").text().ifPresent(System.out::println);
    }
  }

  @Test
  void theExamplesRun() throws Exception {
    try (Gamut gamut =
        Gamut.connect(ClientConfig.of(List.of("n1:7400")), new ThreadWorld().open())) {
      Table carts = gamut.table("carts");
      outcomes(carts);
      conditions(carts);
      options(carts);
      siblings(carts);
      quorums(carts);
      batches(carts);
      scans(carts);
      futures(carts).get();
      tables(gamut);
      decided(gamut);
    }
    assertTrue(noted.getFirst() instanceof Version);
  }

  private void outcomes(Table carts) {
    switch (carts.put(Key.of("alice"), Value.document("{\"apples\": 3}"))) {
      case WriteResult.Applied(Version version, _) -> remember(version);
      case WriteResult.Rejected(Version current, _) -> retryWith(current);
      case WriteResult.Unknown(Outcome.Cause cause, _) -> lookAgain(cause);
    }
  }

  private static void conditions(Table carts) {
    ReadResult before = carts.get("alice");
    carts.put(Key.of("alice"), cart("4 apples"), WriteOptions.ifVersion(before.version()));
    carts.put(Key.of("bob"), cart("1 pear"), WriteOptions.ifAbsent());
    carts.delete(Key.of("bob"), WriteOptions.ifValue(cart("1 pear")));
  }

  private static void options(Table carts) {
    ReadOptions fresh = ReadOptions.DEFAULT.within(Duration.ofMillis(200)).withReceipt();
    ReadResult found = carts.get(Key.of("alice"), fresh);
    found.receipt().ifPresent(receipt -> System.out.println("served by " + receipt.servedBy()));
  }

  private static Value merge(List<Item.Sibling> siblings) {
    return siblings.getFirst().value();
  }

  private static void siblings(Table carts) {
    ReadResult cart = carts.get("alice");
    carts.put(Key.of("alice"), merge(cart.siblings()), WriteOptions.seen(cart.context()));
  }

  private static void quorums(Table carts) {
    WriteOptions careful = WriteOptions.DEFAULT.quorum(3).withReceipt();
    WriteResult written = carts.put(Key.of("alice"), cart("3 apples"), careful);
    written.receipt().ifPresent(receipt -> System.out.println("kept by " + receipt.answered()));
    ReadResult quick = carts.get(Key.of("alice"), ReadOptions.DEFAULT.quorum(1));
    System.out.println(quick.siblings().size());
    ReadResult sure =
        carts.get(Key.of("alice"), ReadOptions.DEFAULT.at(Level.atomic()).withReceipt());
    System.out.println(sure.siblings().size());
  }

  private static void decided(Gamut gamut) {
    Quorums decided = Quorums.majorities(3).onlyConditional();
    TableSpec plain =
        new TableSpec("stock", StrategyKind.LEADERLESS, PartitionBy.HASH, 8, 3, List.of());
    Table stock = gamut.createTable(plain.with(decided));
    assertTrue(stock.name().equals("stock"));
  }

  private static void batches(Table carts) {
    List<Key> keys = List.of(Key.of("alice"), Key.of("bob"));
    for (PerItem<ReadResult> one : carts.getAll(keys, ReadOptions.DEFAULT)) {
      System.out.println(one.get().text().orElse("nothing"));
    }
  }

  private static void scans(Table carts) {
    ScanRange range = new ScanRange.Prefix(Bytes.utf8("al"));
    for (Reply.Row row : carts.scan(range, ReadOptions.DEFAULT)) {
      System.out.println(row.key() + " = " + row.item().single().value());
    }
    System.out.println(carts.explain(range));
    PageRequest request = PageRequest.first(100);
    Page page = carts.page(range, request, ReadOptions.DEFAULT);
    if (page.resume().isPresent()) {
      page = carts.page(range, request.after(page.resume().get()), ReadOptions.DEFAULT);
    }
    assertTrue(page.resume().isEmpty());
  }

  private static CompletableFuture<Void> futures(Table carts) {
    CompletableFuture<WriteResult> write = carts.async().put(Key.of("carol"), cart("2 figs"));
    CompletableFuture<Void> printed =
        write.thenAcceptAsync(result -> System.out.println("applied: " + result.isApplied()));
    return printed;
  }

  private static void tables(Gamut gamut) {
    TableSpec spec =
        new TableSpec("feeds", StrategyKind.CONSENSUS, PartitionBy.HASH, 8, 3, List.of());
    Table feeds = gamut.createTable(spec);
    assertTrue(feeds.name().equals("feeds"));
  }

  @Test
  void thePageShowsThem() throws IOException {
    String source =
        words(Files.readString(Path.of("src/test/java/dev/gamut/client/ExamplesTest.java")));
    String page = Files.readString(Path.of("../docs/client.md"));
    String[] parts = page.split("```java\n", -1);
    assertTrue(parts.length > 5, "the page has no examples");
    for (int i = 1; i < parts.length; i++) {
      String example = parts[i].substring(0, parts[i].indexOf("```"));
      assertTrue(source.contains(words(example)), "not compiled here:\n" + example);
    }
  }

  /// However the lines are broken.
  private static String words(String code) {
    return code.lines()
        .map(String::strip)
        .collect(Collectors.joining(" "))
        .replaceAll("\\s+", " ")
        .strip();
  }
}
