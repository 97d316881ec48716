package dev.gamut.wire.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.gamut.base.NodeId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class NodeIdentityTest {
  private static final UUID CLUSTER = new UUID(1, 2);
  private static final UUID OTHER_CLUSTER = new UUID(3, 4);
  private static final NodeIdentity SELF = identity(CLUSTER, 1, new Versions(2, 4));

  @Test
  void aPeerOfTheSameClusterIsWelcome() {
    NodeIdentity peer = identity(CLUSTER, 2, new Versions(3, 9));
    Welcome welcome = assertInstanceOf(Welcome.class, SELF.answer(peer.hello(SELF.node())));
    assertEquals(4, welcome.version());
    assertNull(peer.objection(SELF.node(), welcome));
  }

  @Test
  void aPeerMustMeanThisClusterThisNodeAndAKnownVersion() {
    refused(Refused.Reason.WRONG_CLUSTER, identity(OTHER_CLUSTER, 2, SELF.versions()), 1);
    refused(Refused.Reason.WRONG_NODE, identity(CLUSTER, 2, SELF.versions()), 3);
    refused(Refused.Reason.WRONG_VERSION, identity(CLUSTER, 2, new Versions(5, 6)), 1);
    refused(Refused.Reason.WRONG_VERSION, identity(CLUSTER, 2, new Versions(1, 1)), 1);
    refused(Refused.Reason.IDENTITY_IN_USE, identity(CLUSTER, 1, SELF.versions()), 1);
  }

  @Test
  void aClientMayLeaveOpenWhomItMeans() {
    assertInstanceOf(Welcome.class, SELF.answer(client(Hello.ANY_CLUSTER, 0)));
    assertInstanceOf(Welcome.class, SELF.answer(client(CLUSTER, 1)));
    assertInstanceOf(Refused.class, SELF.answer(client(OTHER_CLUSTER, 0)));
    assertInstanceOf(Refused.class, SELF.answer(client(CLUSTER, 2)));
  }

  @Test
  void aDiallerObjectsToWhomItDidNotMean() {
    NodeId target = new NodeId(2);
    assertNull(SELF.objection(target, new Welcome(3, CLUSTER, 2, 9, 1, "")));
    assertNotNull(SELF.objection(target, new Welcome(5, CLUSTER, 2, 9, 1, "")));
    assertNotNull(SELF.objection(target, new Welcome(3, OTHER_CLUSTER, 2, 9, 1, "")));
    assertNotNull(SELF.objection(target, new Welcome(3, CLUSTER, 3, 9, 1, "")));
  }

  private static void refused(Refused.Reason reason, NodeIdentity peer, int target) {
    Refused refused = assertInstanceOf(Refused.class, SELF.answer(peer.hello(new NodeId(target))));
    assertEquals(reason, refused.reason());
  }

  private static NodeIdentity identity(UUID cluster, int node, Versions versions) {
    return new NodeIdentity(cluster, new NodeId(node), 7, versions, 4 << 20, "test");
  }

  private static Hello client(UUID cluster, int target) {
    return new Hello(SELF.versions(), Role.CLIENT, cluster, 0, 0, target, 1 << 20, "test");
  }
}
