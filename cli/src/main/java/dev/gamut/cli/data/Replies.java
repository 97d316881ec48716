package dev.gamut.cli.data;

import dev.gamut.base.NodeId;
import dev.gamut.base.Version;
import dev.gamut.cli.CommandException;
import dev.gamut.cli.Exit;
import dev.gamut.cli.Json;
import dev.gamut.cli.OutputOptions;
import dev.gamut.client.core.Failure;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Context;
import dev.gamut.model.Item;
import dev.gamut.model.Key;
import dev.gamut.model.Limits;
import dev.gamut.model.Outcome;
import dev.gamut.model.Receipt;
import dev.gamut.model.Value;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What replies are to people, to programs, and as exit codes.
final class Replies {
  private Replies() {}

  /// For a reply that is not the one that was hoped for.
  static CommandException unexpected(Reply reply) {
    return switch (reply) {
      case Reply.Failed(Failure failure) -> failed(failure);
      case Reply.Written(Outcome.Unknown(Outcome.Cause cause), _) ->
          CommandException.unknown(
              "it may or may not have happened: " + words(cause),
              "Look before you repeat it; a plain put or delete may simply be repeated.");
      default -> throw new IllegalStateException("a reply that fits no call: " + reply);
    };
  }

  static CommandException failed(Failure failure) {
    String message = failure.message();
    return switch (failure.reason()) {
      case UNAVAILABLE, OVERLOADED, READ_ONLY, CLOSED -> CommandException.unavailable(message, "");
      case NO_SUCH_TABLE ->
          CommandException.refused(
              message, "`gamut table list` names those there are; `gamut table create` makes one.");
      case TABLE_EXISTS, LEVEL_NOT_OFFERED, CONDITION_REQUIRED, FORBIDDEN ->
          CommandException.refused(message, "");
      case LIMIT, BAD_REQUEST -> CommandException.usage(message, "");
    };
  }

  /// Says what became of a write.
  static Exit written(OutputOptions output, Reply reply, String verb) {
    if (!(reply instanceof Reply.Written(Outcome outcome, Receipt receipt))) {
      throw unexpected(reply);
    }
    if (receipt != null && !output.isJson()) {
      output.progress(text(receipt));
    }
    return switch (outcome) {
      case Outcome.Applied(Version version) -> {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("outcome", "applied");
        fields.put("version", version.token());
        if (receipt != null) {
          fields.put("receipt", map(receipt));
        }
        output.say(verb + ", version " + version.token(), fields);
        yield Exit.DONE;
      }
      case Outcome.Rejected(Version current) -> throw rejected(current);
      case Outcome.Unknown _ -> throw unexpected(reply);
    };
  }

  private static CommandException rejected(Version current) {
    return current.equals(Version.NONE)
        ? CommandException.refused(
            "the condition does not hold: there is no such item", "Nothing was changed.")
        : CommandException.refused(
            "the condition does not hold: the item has version " + current.token(),
            "Nothing was changed. Read it again, and decide on what it holds now.");
  }

  /// The quorum that an option asks for; 0, for the table's, without it.
  static int quorum(String option, @Nullable Integer asked) {
    if (asked != null && (asked < 1 || asked > Limits.REPLICA_COUNT_MAX)) {
      throw CommandException.usage(
          option
              + " is "
              + asked
              + ": a partition has 1 to "
              + Limits.REPLICA_COUNT_MAX
              + " replicas",
          "Leave it out for as many as the table says.");
    }
    return asked == null ? 0 : asked;
  }

  static String words(Outcome.Cause cause) {
    return cause.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /// Text where it is text, Base64 where it is not.
  static String text(dev.gamut.base.Bytes bytes) {
    String text = utf8(bytes.toByteArray());
    return text != null
        ? text
        : "base64:" + Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  static String text(Key key) {
    String partitionKey = text(key.partitionKey());
    return key.sortKey().isEmpty() ? partitionKey : partitionKey + " / " + text(key.sortKey());
  }

  static void put(Map<String, Object> fields, Key key) {
    fields.put("key", text(key.partitionKey()));
    if (!key.sortKey().isEmpty()) {
      fields.put("sort", text(key.sortKey()));
    }
  }

  /// A document as itself, text as text, and other bytes as Base64 under another name.
  static void put(Map<String, Object> fields, Value value) {
    String text = utf8(value.bytes().toByteArray());
    if (value.kind() == Value.Kind.DOCUMENT && text != null) {
      fields.put("document", new Json.Raw(text));
    } else if (text != null) {
      fields.put("value", text);
    } else {
      fields.put("base64", Base64.getEncoder().encodeToString(value.bytes().toByteArray()));
    }
  }

  /// The value and its version; several values as siblings, each with its own. The context stands
  /// with what may be concurrent.
  static void put(Map<String, Object> fields, Item item) {
    if (item.siblings().size() == 1) {
      put(fields, item.single().value());
      fields.put("version", item.single().version().token());
    } else {
      List<Map<String, Object>> siblings = new ArrayList<>();
      for (Item.Sibling sibling : item.siblings()) {
        Map<String, Object> one = new LinkedHashMap<>();
        put(one, sibling.value());
        one.put("version", sibling.version().token());
        siblings.add(one);
      }
      fields.put("siblings", siblings);
    }
    if (!item.context().isEmpty()) {
      fields.put("context", Context.of(item).token());
    }
  }

  /// The value; several values a line each, and how to replace them.
  static String text(Item item) {
    if (item.siblings().size() == 1) {
      return text(item.single().value().bytes());
    }
    StringBuilder out = new StringBuilder();
    for (Item.Sibling sibling : item.siblings()) {
      out.append("sibling ").append(sibling.version().token()).append('\t');
      out.append(text(sibling.value().bytes())).append('\n');
    }
    return out.append("context ").append(Context.of(item).token()).toString();
  }

  static Map<String, Object> map(Receipt receipt) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("level", receipt.level().name().toLowerCase(Locale.ROOT));
    fields.put("rung", receipt.rung());
    fields.put("servedBy", receipt.servedBy().toString());
    NodeId via = receipt.via();
    if (via != null) {
      fields.put("via", via.toString());
    }
    fields.put("partition", receipt.partition().value());
    fields.put("asked", names(receipt.asked()));
    fields.put("answered", names(receipt.answered()));
    fields.put("standIns", names(receipt.standIns()));
    fields.put("sloppy", receipt.isSloppy());
    fields.put("position", receipt.position());
    return fields;
  }

  static String text(Receipt receipt) {
    return "given: %s, by %s%s, partition %d at position %d; asked %s, answered %s%s"
        .formatted(
            receipt.level().name().toLowerCase(Locale.ROOT),
            receipt.servedBy(),
            receipt.via() == null ? "" : " via " + receipt.via(),
            receipt.partition().value(),
            receipt.position(),
            String.join(" ", names(receipt.asked())),
            String.join(" ", names(receipt.answered())),
            receipt.isSloppy()
                ? "; sloppy, with stand-ins " + String.join(" ", names(receipt.standIns()))
                : "");
  }

  private static List<String> names(List<NodeId> nodes) {
    return nodes.stream().map(NodeId::toString).toList();
  }

  private static @Nullable String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      return null;
    }
  }
}
