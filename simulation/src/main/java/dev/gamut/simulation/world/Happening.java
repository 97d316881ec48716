package dev.gamut.simulation.world;

/// The kinds of events in a trace, with the words for them: `{other}` stands for another machine,
/// `{first}` and `{second}` for numbers.
enum Happening {
  NOTE("{note}"),
  WORLD_TASK("the scenario acts"),
  STARTED("starts its process {first}"),
  KILLED("has its process killed"),
  EXITED("ends its own process"),
  POWER_LOST("loses power"),
  PAUSED("is paused for {first} ns"),
  RESUMED("goes on"),
  TURN("runs {second} tasks on loop {first}"),
  JOB_DONE("finishes a job on worker {first}"),
  JOB_CUT_SHORT("dies within a job of worker {first}, after {second} disk operations"),
  JOB_ANSWERED("hears the answer of worker {first}"),
  FRAME_RECEIVED("receives {first} bytes from {other}"),
  FRAME_LOST("loses {first} bytes on the way to {other}"),
  FRAME_DROPPED("cannot be given {first} bytes from {other}"),
  DIAL_FAILED("fails to connect to {other}"),
  CONNECTED("accepts connection {first} from {other}"),
  STREAM_RECEIVED("receives {first} stream bytes from {other}"),
  STREAM_STALLED("hears nothing on connection {first} from {other}"),
  END_HEARD("hears that the process of {other} has ended"),
  CONNECTION_CLOSED("sees connection {first} to {other} end");

  final String words;

  Happening(String words) {
    this.words = words;
  }

  /// Its number in a trace.
  @SuppressWarnings("EnumOrdinal") // It is compared within one version of the code only.
  int code() {
    return ordinal();
  }
}
