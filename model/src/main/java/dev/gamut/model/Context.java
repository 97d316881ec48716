package dev.gamut.model;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Crc32c;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.MalformedException;
import java.util.Base64;

/// What a reader of a key had seen of it: a write that hands it back supersedes that and nothing
/// else. Callers carry it as an opaque token.
///
/// @param seen the dots of the key
/// @param time no earlier than the stamp of anything seen, so that the write is stamped later
public record Context(Frontier seen, HybridTime time) {
  public static final Context NOTHING = new Context(Frontier.EMPTY, HybridTime.ZERO);

  /// What a reader has seen who was given this item.
  public static Context of(Item item) {
    return new Context(item.seen(), item.time());
  }

  public void write(ByteWriter out) {
    seen.write(out.i64(time.value()));
  }

  public static Context read(ByteReader in) throws MalformedException {
    HybridTime time = new HybridTime(in.i64());
    return new Context(Frontier.read(in), time);
  }

  /// The form in which callers hand it back: base 64 that is safe in addresses, with a checksum,
  /// because a context that was cut or mistyped would supersede what nobody saw.
  public String token() {
    ByteWriter out = new ByteWriter(64).i32(0);
    write(out);
    out.patchI32(0, Crc32c.of(out.array(), 4, out.size() - 4));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(out.take().toByteArray());
  }

  public static Context parse(String token) throws MalformedException {
    byte[] decoded;
    try {
      decoded = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      throw malformed(e);
    }
    ByteReader in = new ByteReader(Bytes.wrap(decoded));
    if (decoded.length < 4 || in.i32() != Crc32c.of(decoded, 4, decoded.length - 4)) {
      throw malformed(null);
    }
    Context context = read(in);
    in.finish();
    return context;
  }

  private static MalformedException malformed(@org.jspecify.annotations.Nullable Exception cause) {
    String message = "not a context: hand back, whole and unchanged, what a read of the key gave";
    return cause == null ? new MalformedException(message) : new MalformedException(message, cause);
  }
}
