/** What can be wrong with rigline.yaml, and what to do about it. */

/** What to do, by code. Data, so that a test can demand one for each code. */
export const CONFIG_REMEDIES = {
  "config.syntax": "Correct the YAML here; the faults of content are told once it can be read.",
  "config.empty":
    "Write a configuration; deploy/example.yaml is one to start from, every key explained.",
  "config.alias":
    "Put the anchor (`&name`) before its alias (`*name`), or write the value out. A text that " +
    "begins with `*` needs quotes.",
  "config.duplicate-key": "Keep one of the two.",
  "config.missing-key": "Add it; deploy/example.yaml shows each key with an explanation.",
  "config.unknown-key": "Correct or remove it; deploy/example.yaml shows each key.",
  "config.invalid-value": "Correct the value; deploy/example.yaml shows each key with an example.",
  "config.unknown-driver": "Use a driver of the list.",
  "config.unknown-port": "Name a port of the block `ports:`, or add it there.",
  "config.port-claimed":
    "Give each rig a port of its own; only the rigs of one bus (Modbus) can share one.",
  "config.unknown-instrument": "Name a rig of the block `rigs:`, or a role of `instruments:`.",
  "config.unknown-station": "Name a station at which a rig of this file stands.",
  "config.instrument-claimed": "Give each driven rig instruments of its own.",
  "config.name-taken": "Give each rig a name of its own.",
  "config.unknown-channel": "Name a channel of the rig, as its `options:` have it.",
  "config.program-unfit":
    "Correct the program, or the driven rig that is to perform it in rigline.yaml.",
  "config.same-device":
    "Keep one port for the device; rigs of one bus driver (Modbus) can share it. For another " +
    "device correct path, identity or address; `rigline ports` shows what is there.",
  "config.flow-control":
    "Use `none` or `rts-cts` here, at the device too: XON/XOFF is for protocols of text alone.",
  "config.unreadable-file":
    "Correct the path (relative paths start at the folder of this file) or the permissions.",
  "config.unknown-time-zone": "Use a name of the IANA list, such as Europe/Berlin or UTC.",
  "config.secret":
    "Write the secret into a file that only Rigline's user can read, name that file here " +
    "(`passwordFile:`, `tokenFile:`), and change the secret if this file was shared.",
  "config.not-loopback":
    "API: set `tls: {}` beside `host` (a certificate of its own), name the files of one, or name " +
    "the proxy before it (`trustedProxy`). MQTT: use an external broker with accounts.",
  "config.demo-with-real-rig":
    "Use simulated ports only, or none: what simulators say must never stand beside real results.",
  "config.cadence-impossible":
    "Raise `everyMs` of the channels that may be slower, raise the baud rate, place channels in " +
    "neighbouring registers, or divide the rigs over two ports.",
} as const satisfies Readonly<Record<string, string>>;

export type ConfigFaultCode = keyof typeof CONFIG_REMEDIES;

/** One thing wrong with the configuration, with its place and its cure. */
export interface ConfigFault {
  readonly code: ConfigFaultCode;
  /** As the reader writes it: `rigs.fct-1.port`; empty for the whole file. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
  /** What stands there; "(hidden)" for a secret, undefined where something is missing. */
  readonly value: unknown;
  readonly message: string;
  /** The known word nearest to the unknown one, where one is near. */
  readonly nearest?: string;
  readonly remedy: string;
}

/** A fault before its place in the file is known: the path alone. */
export interface Finding {
  readonly code: ConfigFaultCode;
  readonly path: readonly PropertyKey[];
  /** `key`: the place of the word before the colon; `value`: what stands after it. */
  readonly at: "key" | "value";
  readonly value?: unknown;
  readonly message: string;
  readonly nearest?: string | undefined;
}
