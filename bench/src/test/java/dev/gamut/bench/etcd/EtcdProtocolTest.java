package dev.gamut.bench.etcd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class EtcdProtocolTest {
  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aPutIsItsKeyAndValueByTheirFieldNumbers() throws IOException {
    byte[] bytes =
        EtcdProtocol.PUT.streamRequest(new EtcdProtocol.Put(utf8("k"), utf8("vw"))).readAllBytes();
    assertEquals("0a016b12027677", HexFormat.of().formatHex(bytes));
  }

  @Test
  void aRangeWithoutSerializableIsLinearizable() throws IOException {
    byte[] bytes =
        EtcdProtocol.RANGE.streamRequest(new EtcdProtocol.Range(utf8("k"))).readAllBytes();
    assertEquals("0a016b", HexFormat.of().formatHex(bytes));
  }

  @Test
  void theValueIsFoundAmongTheFieldsThatAreNotNeeded() {
    // header{revision=5} kvs{key="k" create_revision=2 value="vw"} count=1
    String answer = "0a02" + "1805" + "1209" + "0a016b" + "1002" + "2a027677" + "2001";
    assertArrayEquals(utf8("vw"), found(answer).value());
    assertNull(found("0a021805").value());
  }

  private static EtcdProtocol.Found found(String hex) {
    return EtcdProtocol.RANGE.parseResponse(new ByteArrayInputStream(HexFormat.of().parseHex(hex)));
  }
}
