package dev.gamut.bench.etcd;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// The three calls of etcd's protocol that the comparison makes, with the few fields that they
/// need, by their numbers in etcd's rpc.proto and kv.proto. Written by hand: no message objects
/// between the bytes of a value and the wire, which is the best that a client can do.
// Its records hold arrays: nobody compares them, and a copy would be charged to etcd.
@SuppressWarnings("ArrayRecordComponent")
final class EtcdProtocol {
  private EtcdProtocol() {}

  /// PutRequest: key = 1, value = 2. PutResponse: nothing that is needed.
  record Put(byte[] key, byte[] value) {}

  /// RangeRequest: key = 1; its absent field `serializable` makes the read linearizable.
  record Range(byte[] key) {}

  /// RangeResponse: kvs = 2, repeated, of which KeyValue has value = 5.
  record Found(byte @Nullable [] value) {}

  /// StatusResponse: header = 1 with member_id = 2; version = 2; leader = 4.
  record MemberStatus(long member, long leader, String version) {}

  static final MethodDescriptor<Put, Boolean> PUT =
      unary("etcdserverpb.KV/Put", new Requests<>(EtcdProtocol::write), new Answers<>(_ -> true));

  static final MethodDescriptor<Range, Found> RANGE =
      unary(
          "etcdserverpb.KV/Range",
          new Requests<>(EtcdProtocol::write),
          new Answers<>(EtcdProtocol::readFound));

  static final MethodDescriptor<Boolean, MemberStatus> STATUS =
      unary(
          "etcdserverpb.Maintenance/Status",
          new Requests<>(_ -> new byte[0]),
          new Answers<>(EtcdProtocol::readStatus));

  private static <Q, A> MethodDescriptor<Q, A> unary(
      String name,
      MethodDescriptor.Marshaller<Q> requests,
      MethodDescriptor.Marshaller<A> answers) {
    return MethodDescriptor.newBuilder(requests, answers)
        .setType(MethodType.UNARY)
        .setFullMethodName(name)
        .build();
  }

  private static byte[] write(Put put) throws IOException {
    int size =
        CodedOutputStream.computeByteArraySize(1, put.key())
            + CodedOutputStream.computeByteArraySize(2, put.value());
    byte[] bytes = new byte[size];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeByteArray(1, put.key());
    out.writeByteArray(2, put.value());
    out.checkNoSpaceLeft();
    return bytes;
  }

  private static byte[] write(Range range) throws IOException {
    byte[] bytes = new byte[CodedOutputStream.computeByteArraySize(1, range.key())];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeByteArray(1, range.key());
    out.checkNoSpaceLeft();
    return bytes;
  }

  private static Found readFound(CodedInputStream in) throws IOException {
    byte[] value = null;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag >>> 3 == 2) {
        int outer = in.pushLimit(in.readRawVarint32());
        value = readValue(in);
        in.popLimit(outer);
      } else {
        in.skipField(tag);
      }
    }
    return new Found(value);
  }

  /// A KeyValue; one that is empty leaves out its value.
  private static byte[] readValue(CodedInputStream in) throws IOException {
    byte[] value = new byte[0];
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag >>> 3 == 5) {
        value = in.readByteArray();
      } else {
        in.skipField(tag);
      }
    }
    return value;
  }

  private static MemberStatus readStatus(CodedInputStream in) throws IOException {
    long member = 0;
    long leader = 0;
    String version = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag >>> 3) {
        case 1 -> {
          int outer = in.pushLimit(in.readRawVarint32());
          member = readMember(in);
          in.popLimit(outer);
        }
        case 2 -> version = in.readString();
        case 4 -> leader = in.readUInt64();
        default -> in.skipField(tag);
      }
    }
    return new MemberStatus(member, leader, version);
  }

  private static long readMember(CodedInputStream in) throws IOException {
    long member = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag >>> 3 == 2) {
        member = in.readUInt64();
      } else {
        in.skipField(tag);
      }
    }
    return member;
  }

  private interface Writer<T> {
    byte[] write(T value) throws IOException;
  }

  private interface Reader<T> {
    T read(CodedInputStream in) throws IOException;
  }

  private record Requests<T>(Writer<T> writer) implements MethodDescriptor.Marshaller<T> {
    @Override
    public InputStream stream(T value) {
      try {
        return new Message(writer.write(value));
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
    }

    @Override
    public T parse(InputStream stream) {
      throw new UnsupportedOperationException("only a server reads requests");
    }
  }

  private record Answers<T>(Reader<T> reader) implements MethodDescriptor.Marshaller<T> {
    @Override
    public InputStream stream(T value) {
      throw new UnsupportedOperationException("only a server writes answers");
    }

    @Override
    public T parse(InputStream stream) {
      try {
        return reader.read(CodedInputStream.newInstance(stream.readAllBytes()));
      } catch (IOException malformed) {
        throw Status.INTERNAL
            .withDescription("unreadable answer")
            .withCause(malformed)
            .asRuntimeException();
      }
    }
  }

  /// Bytes that know their number, which spares the transport a copy.
  private static final class Message extends ByteArrayInputStream implements KnownLength {
    Message(byte[] bytes) {
      super(bytes);
    }
  }
}
