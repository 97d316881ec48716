package dev.gamut.cli.bench;

import dev.gamut.base.Bytes;
import dev.gamut.bench.client.TcpClient;
import dev.gamut.bench.mix.Mix;
import dev.gamut.bench.mix.MixPlan;
import dev.gamut.bench.mix.MixReport;
import dev.gamut.bench.mix.MixedLoop;
import dev.gamut.cli.CommandException;
import dev.gamut.cli.ConnectionOptions;
import dev.gamut.cli.Exit;
import dev.gamut.cli.OutputOptions;
import dev.gamut.cli.data.Tables;
import dev.gamut.model.Limits;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "bench",
    description = {
      "Measure operations on a table of a running cluster, or Gamut beside a peer.",
      "",
      "Logical clients, each with one operation under way, put and get items of their own beside"
          + " those that the table has, spread over all its partitions: puts are durable before"
          + " they count, gets linearizable. The items are removed at the end."
    },
    synopsisSubcommandLabel = "[COMMAND]",
    subcommands = {PeersCommand.class, CheckersCommand.class},
    footer = {
      "",
      "Examples:",
      "  gamut bench cities --clients 64 --seconds 20 --mix put=50,get=50",
      "  gamut bench cities --mix get=100 --output json",
      "  gamut bench carts --seconds 30 --timeline    and meanwhile: gamut kill n2",
      "  gamut bench peers --against etcd --clients 64 --seconds 15",
      "  gamut bench peers --against cassandra",
      "  gamut bench check --against porcupine",
      "",
      "Exit codes: 0 measured; 1 some operations failed, or there is no such table; 2 a flag is out"
          + " of range; 4 no node answered."
    })
public final class BenchCommand implements Callable<Integer> {
  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "0..1", paramLabel = "TABLE", description = "The table's name.")
  private @Nullable String table;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "64",
      description = "Logical clients, each with one operation under way. Default: 64.")
  private int clients = 64;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "20",
      description = "How long. Default: 20.")
  private double seconds = 20;

  @Option(
      names = "--mix",
      paramLabel = "KIND=SHARE,…",
      defaultValue = "put=50,get=50",
      description = "Shares of put, get and delete. Default: put=50,get=50.")
  private String mix = "put=50,get=50";

  @Option(
      names = "--keys",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Keys, chosen from uniformly. Default: 10000.")
  private int keys = 10_000;

  @Option(
      names = "--value-size",
      paramLabel = "BYTES",
      defaultValue = "256",
      description = "Bytes a value. Default: 256.")
  private int valueSize = 256;

  @Option(
      names = "--timeline",
      description = "Also report second by second, to see what a killed node costs.")
  private boolean timeline;

  @Override
  public Integer call() throws IOException, InterruptedException {
    String name = table;
    if (name == null) {
      throw new ParameterException(spec.commandLine(), "say what to measure: a table, or `peers`");
    }
    MixPlan plan = plan();
    try (TcpClient client = connection.open()) {
      TableTarget target =
          new TableTarget(
              client,
              Tables.find(client, name, connection.timeoutNanos()),
              plan,
              valueSize,
              connection.timeoutNanos());
      output.progress("writing %,d items of %d bytes".formatted(keys, valueSize));
      target.fill();
      MixReport report;
      try {
        report = MixedLoop.run(plan, target, output::progress);
      } finally {
        target.clear();
      }
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("table", name);
      fields.putAll(report.toMap());
      String text = report.toText();
      if (timeline) {
        fields.put("timeline", report.timelineToMaps());
        text = report.timelineToText() + text;
      }
      output.say(text, fields);
      return (report.failures() == 0 ? Exit.DONE : Exit.REFUSED).code();
    }
  }

  private MixPlan plan() {
    try {
      if (valueSize < Bytes.utf8(TableTarget.MARK).length() || valueSize > Limits.VALUE_SIZE_MAX) {
        throw new IllegalArgumentException(
            "--value-size is %d, not from %d to %d"
                .formatted(valueSize, TableTarget.MARK.length(), Limits.VALUE_SIZE_MAX));
      }
      Duration duration = Duration.ofNanos((long) (Math.clamp(seconds, 0, 1e6) * 1e9));
      return new MixPlan(clients, Mix.parse(mix), keys, duration, 1);
    } catch (IllegalArgumentException wrong) {
      throw CommandException.usage(String.valueOf(wrong.getMessage()), "See `gamut bench --help`.");
    }
  }
}
