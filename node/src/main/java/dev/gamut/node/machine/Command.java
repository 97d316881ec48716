package dev.gamut.node.machine;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.model.OperationId;
import dev.gamut.wire.Operation;

/// What an entry of a partition's log asks its machine to do.
///
/// Format 1: `format u8 = 1 · epoch varint · operation id · operation`, the last two as on the
/// wire.
///
/// @param epoch of the partition that the proposer served under; checked again when applied
public record Command(long epoch, OperationId id, Operation operation) {
  private static final int FORMAT = 1;

  public Bytes encode() {
    int room =
        operation instanceof Operation.Put put
            ? 64 + put.place().length() + put.value().bytes().length()
            : 64;
    ByteWriter out = new ByteWriter(room).u8(FORMAT).varint(epoch);
    id.write(out);
    operation.write(out);
    return out.take();
  }

  public static Command decode(Bytes bytes) throws MalformedException {
    ByteReader in = new ByteReader(bytes);
    int format = in.u8();
    if (format != FORMAT) {
      throw new MalformedException("command format " + format + " is not known here");
    }
    Command command = new Command(in.varint(), OperationId.read(in), Operation.read(in));
    in.finish();
    return command;
  }
}
