package dev.gamut.protocol.raft;

import dev.gamut.testing.Story;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The stories under `src/test/resources/raft`.
class RaftStoriesTest {
  @TestFactory
  Stream<DynamicTest> stories() {
    return Story.in("raft", StoryCluster::new);
  }
}
