package dev.gamut.server.grpc;

import com.google.protobuf.ByteString;
import dev.gamut.api.v1.Condition;
import dev.gamut.api.v1.Error;
import dev.gamut.api.v1.Item;
import dev.gamut.api.v1.Key;
import dev.gamut.api.v1.OperationId;
import dev.gamut.api.v1.ScanRequest;
import dev.gamut.api.v1.Sibling;
import dev.gamut.api.v1.Value;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.base.Version;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.ScanRange;
import dev.gamut.model.Context;
import dev.gamut.server.door.DocumentCheck;
import dev.gamut.server.door.DoorError;
import dev.gamut.server.door.DoorException;
import dev.gamut.server.door.Doors;
import dev.gamut.server.door.OperationNames;
import org.jspecify.annotations.Nullable;

/// Between messages of the public interface and the model.
final class Conversions {
  private Conversions() {}

  static Bytes bytes(ByteString bytes) {
    return Bytes.wrap(bytes.toByteArray());
  }

  static ByteString bytes(Bytes bytes) {
    return ByteString.copyFrom(bytes.array(), bytes.offset(), bytes.length());
  }

  static dev.gamut.model.Key key(Key key) {
    return new dev.gamut.model.Key(bytes(key.getPartitionKey()), bytes(key.getSortKey()));
  }

  static Key key(dev.gamut.model.Key key) {
    return Key.newBuilder()
        .setPartitionKey(bytes(key.partitionKey()))
        .setSortKey(bytes(key.sortKey()))
        .build();
  }

  static dev.gamut.model.Value value(Value value) {
    return switch (value.getKindCase()) {
      case BYTES -> dev.gamut.model.Value.bytes(bytes(value.getBytes()));
      case DOCUMENT -> DocumentCheck.document(bytes(value.getDocumentBytes()).toByteArray());
      case KIND_NOT_SET -> throw DoorException.invalid("a value without bytes or a document");
    };
  }

  static Item item(dev.gamut.model.Item item) {
    Item.Builder sent = Item.newBuilder();
    boolean isSingle = item.siblings().size() == 1;
    if (isSingle) {
      sent.setValue(value(item.single().value())).setVersion(item.single().version().token());
    } else {
      item.siblings().forEach(sibling -> sent.addSiblings(sibling(sibling)));
    }
    if (!isSingle || !item.context().isEmpty()) {
      sent.setContext(Context.of(item).token());
    }
    return sent.build();
  }

  private static Sibling sibling(dev.gamut.model.Item.Sibling sibling) {
    return Sibling.newBuilder()
        .setValue(value(sibling.value()))
        .setVersion(sibling.version().token())
        .build();
  }

  private static Value value(dev.gamut.model.Value value) {
    Value.Builder sent = Value.newBuilder();
    if (value.kind() == dev.gamut.model.Value.Kind.DOCUMENT) {
      sent.setDocumentBytes(bytes(value.bytes()));
    } else {
      sent.setBytes(bytes(value.bytes()));
    }
    return sent.build();
  }

  static dev.gamut.model.Condition condition(Condition condition) {
    return switch (condition.getKindCase()) {
      case ABSENT -> {
        require(condition.getAbsent(), "absent");
        yield new dev.gamut.model.Condition.Absent();
      }
      case PRESENT -> {
        require(condition.getPresent(), "present");
        yield new dev.gamut.model.Condition.Present();
      }
      case VERSION -> new dev.gamut.model.Condition.VersionIs(version(condition.getVersion()));
      case VALUE -> new dev.gamut.model.Condition.ValueIs(value(condition.getValue()));
      case CONTEXT -> Doors.seen(condition.getContext());
      case KIND_NOT_SET -> new dev.gamut.model.Condition.Always();
    };
  }

  /// A condition that is set to false must not become another one, or none.
  private static void require(boolean isSet, String name) {
    if (!isSet) {
      throw DoorException.invalid(
          "condition." + name + " is false: leave it out, or use the other");
    }
  }

  private static Version version(String token) {
    try {
      return Version.parse(token);
    } catch (MalformedException e) {
      throw DoorException.invalid(String.valueOf(e.getMessage()));
    }
  }

  /// @param id not set when the node is to name the write
  static Call named(Call write, boolean hasId, OperationId id) {
    return hasId
        ? new Call.Named(
            write, OperationNames.parse(id.getClient(), id.getSequence(), id.getLowestUnfinished()))
        : write;
  }

  static ScanRange range(ScanRequest request) {
    return switch (request.getRangeCase()) {
      case PREFIX -> new ScanRange.Prefix(bytes(request.getPrefix()));
      case BETWEEN -> {
        ByteString to = request.getBetween().getTo();
        yield new ScanRange.Between(
            bytes(request.getBetween().getFrom()), to.isEmpty() ? null : bytes(to));
      }
      case WITHIN ->
          new ScanRange.Within(
              bytes(request.getWithin().getPartitionKey()),
              bytes(request.getWithin().getSortKeyPrefix()));
      case RANGE_NOT_SET -> new ScanRange.All();
    };
  }

  static Error error(DoorError error) {
    @Nullable Version current = error.current();
    return Error.newBuilder()
        .setOutcome(error.code().outcome())
        .setCode(error.code().word())
        .setReason(error.reason())
        .setAdvice(error.code().advice())
        .setCurrentVersion(current == null || current.equals(Version.NONE) ? "" : current.token())
        .build();
  }
}
