package dev.gamut.cli.bench;

import dev.gamut.bench.Work;
import dev.gamut.bench.cassandra.CassandraPeer;
import dev.gamut.bench.cassandra.CassandraSettings;
import dev.gamut.bench.etcd.EtcdPeer;
import dev.gamut.bench.etcd.EtcdSettings;
import dev.gamut.bench.peer.Peer;
import dev.gamut.bench.peer.Programs;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.Quorums;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableSpec;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// Whom Gamut can be measured beside, and how: what each is asked, and what is fair to it.
enum Rival {
  /// Beside a consensus table. Two connections to its leader cost it least.
  ETCD(30, new Reach(2, false), List.of(Work.PUT, Work.GET)) {
    @Override
    TableSpec table(int partitions) {
      return new TableSpec(
          GamutPeer.TABLE, StrategyKind.CONSENSUS, PartitionBy.HASH, partitions, 3, List.of());
    }

    @Override
    Peer peer(Path folder, Reach reach, Consumer<String> progress) {
      return new EtcdPeer(
          new EtcdSettings(Programs.cache(), folder, reach.channels(), reach.spread()), progress);
    }
  },

  /// Beside a leaderless table whose conflicts end as Cassandra's do: the last writer wins. Each of
  /// its nodes takes a third of the requests.
  CASSANDRA(60, new Reach(1, true), List.of(Work.PUT, Work.GET, Work.GET_ONE)) {
    @Override
    TableSpec table(int partitions) {
      Quorums quorums = new Quorums(2, 2, false, ConflictPolicy.LAST_WRITER_WINS);
      return new TableSpec(
          GamutPeer.TABLE,
          StrategyKind.LEADERLESS,
          PartitionBy.HASH,
          partitions,
          3,
          List.of(),
          quorums);
    }

    @Override
    Peer peer(Path folder, Reach reach, Consumer<String> progress) {
      return new CassandraPeer(
          new CassandraSettings(
              Programs.cache(), folder, HEAP_MEBIBYTES, reach.channels(), reach.spread()),
          progress);
    }
  };

  /// How clients reach a peer.
  ///
  /// @param channels connections to each node that is asked
  /// @param spread whether all nodes are asked, instead of one
  record Reach(int channels, boolean spread) {}

  /// Of each Cassandra node: three of them fit beside Gamut's into a small machine, and the figures
  /// of a load of 10,000 keys need no more.
  private static final int HEAP_MEBIBYTES = 2048;

  private final int warmUpSeconds;

  @SuppressWarnings("ImmutableEnumChecker") // A record of two primitives.
  private final Reach reach;

  @SuppressWarnings("ImmutableEnumChecker") // Made with List.of.
  private final List<Work> works;

  Rival(int warmUpSeconds, Reach reach, List<Work> works) {
    this.warmUpSeconds = warmUpSeconds;
    this.reach = reach;
    this.works = works;
  }

  static List<String> labels() {
    return Arrays.stream(values()).map(Rival::label).toList();
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Load before the first round of each kind of work, until it gets no faster.
  int warmUpSeconds() {
    return warmUpSeconds;
  }

  /// What costs it least.
  Reach reach() {
    return reach;
  }

  /// What it is asked.
  List<Work> works() {
    return works;
  }

  /// The table of Gamut that promises what this peer does.
  abstract TableSpec table(int partitions);

  abstract Peer peer(Path folder, Reach reach, Consumer<String> progress);
}
