/** Exit codes, those of sysexits.h, so that a service manager can tell what is worth a retry. */
export const EXIT = {
  ok: 0,
  /** A known fault without a number of its own. */
  failed: 1,
  usage: 64,
  /** What was given is not what it should be. */
  data: 65,
  /** A fault of Rigline itself. */
  internal: 70,
  io: 74,
  /** Busy now, may be free later. */
  temporary: 75,
  /** Signed by somebody else. */
  notPermitted: 77,
  config: 78,
} as const;

/** A fault that a command tells in words of its own. */
export class CliError extends Error {
  readonly code: CliErrorCode;
  readonly remedy: string;

  constructor(code: CliErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = "CliError";
    this.code = code;
    this.remedy = CLI_REMEDIES[code];
  }
}

/** What to do, by code. Data, so that a test can demand one for each code. */
export const CLI_REMEDIES = {
  "config.invalid": "Correct the faults above; `npx rigline check FILE` looks again.",
  "config.not-readable":
    "Check the path and the permissions; deploy/example.yaml is a configuration to start from.",
  "config.not-text":
    "Check that it is the right file; an editor saves it as UTF-8 (not UTF-16 or Latin-1).",
  "database.not-configured": "Add `influxdb:` to the configuration; deploy/example.yaml shows it.",
  "database.differs":
    "Missing: `npx rigline rebuild`. Surplus: see whether something else writes there.",
  "gateway.running":
    "Stop it (`systemctl stop rigline`), do this again and start it; or ask it: its page People, " +
    "or /people and /tokens of its API.",
  "gateway.unknown": "Name the gateway with `--gateway ID`; its Health page shows the id.",
  "broker.not-reachable": "Give the embedded broker a port, or use one of its own (`broker:`).",
  "data.not-found": "Name the folder of a ledger: `--data`, or the configuration by `--config`.",
  "ledger.damaged":
    "Keep a copy of the directory as it is, check the disk, and restore the last good backup " +
    "beside it; what is not named above is whole.",
  "data.damaged":
    "Check the disk. Copy the file of that name from a backup (`DIR/blobs`); readings that can not be " +
    "read are in the last backup's telemetry, the results themselves are whole.",
  "restore.incomplete": "Say where to: `--data DIRECTORY`, or `--drill` to try it only.",
  "stop.overdue": "Nothing is lost; if it happens again, report it with what it said was open.",
  "chaos.unknown": "Take one of the names; `npx rigline chaos` without `--only` performs all.",
  "file.not-writable": "Name another place, or check the permissions and the disk.",
  "file.not-readable": "Check the path and the permissions.",
  "file.too-large-to-send":
    "Import it on the gateway's own machine, without `--url`: there a file may have any size.",
  "replay.refused":
    "Correct what is named, or give other options with `--options FILE`; the driver's README has them.",
  "replay.differs":
    "See what differs above: the driver, its options or the order of its requests changed since.",
  "ports.not-ready": "Do what is said at each port; `npx rigline ports` looks again.",
  "probe.incomplete": "See `npx rigline probe --help`, which has examples.",
  "probe.nothing-fits":
    "Check the value, the address and the table; give a wider `--tolerance`; look without `--value`.",
  "probe.no-answer": "Check wiring, power, framing, baud rate and parity; `rigline ports` helps.",
  "probe.no-lines":
    "Try another speed (`--baud auto`), listen longer (`--listen-ms`), or see the formats in " +
    "drivers/serial-line/README.md.",
  "probe.ambiguous":
    "Change the quantity and use `--again` until one is left, or choose with `--pick NUMBER`.",
  "probe.not-written": "Nothing was changed; correct what is named and try again.",
  "evidence.not-made":
    "Do what it says; the draft stays in the ledger and is tried again as a new one.",
  "import.refused": "Correct what is named and import the file again: nothing is counted twice.",
  "history.not-a-demo":
    "Name the directory of a demo (`--data`), which `npm start` makes; a real one holds what was measured.",
  "history.no-line": "Start the demo once (`npm start`): its products and orders come with it.",
  "history.other-size":
    "Say the number of the first time, or begin a demo of its own: `npm start -- --data DIRECTORY`.",
  "history.stopped": "Say the same again: it goes on where it stopped, and counts nothing twice.",
  "simulator.ended": "See what it said above; its options are shown by `-- --help`.",
  "simulator.port-busy":
    "Give another port with `-- --listen 127.0.0.1:PORT`, or end what holds it; without " +
    "`--listen` a free one is taken.",
} as const satisfies Readonly<Record<string, string>>;

export type CliErrorCode = keyof typeof CLI_REMEDIES;

const EXIT_BY_CODE: Readonly<Record<string, number>> = {
  "config.invalid": EXIT.config,
  "config.not-readable": EXIT.config,
  "config.not-text": EXIT.config,
  "import.invalid": EXIT.config,
  "import.picture": EXIT.config,
  "file.not-readable": EXIT.config,
  "file.not-writable": EXIT.io,
  "file.too-large-to-send": EXIT.data,
  "chaos.unknown": EXIT.usage,
  "wire-file.invalid": EXIT.config,
  "replay.refused": EXIT.config,
  "probe.incomplete": EXIT.usage,
  "data.not-found": EXIT.config,
  "database.not-configured": EXIT.config,
  "gateway.running": EXIT.temporary,
  "gateway.away": EXIT.temporary,
  "gateway.unknown": EXIT.config,
  "broker.not-reachable": EXIT.config,
  "influxdb.unreachable": EXIT.io,
  "influxdb.not-authorized": EXIT.config,
  "influxdb.not-found": EXIT.config,
  "ledger.older-schema": EXIT.config,
  "ledger.damaged": EXIT.io,
  "data.damaged": EXIT.io,
  "bag.unreadable": EXIT.data,
  "bag.incomplete": EXIT.io,
  "bag.unexpected-file": EXIT.io,
  "bag.altered": EXIT.io,
  "bag.seal-broken": EXIT.io,
  "bag.entry-altered": EXIT.io,
  "bag.not-proven": EXIT.io,
  "bag.entries-missing": EXIT.io,
  "bag.records-differ": EXIT.io,
  "bag.other-key": EXIT.notPermitted,
  "bag.inconsistent": EXIT.notPermitted,
  "import.refused": EXIT.data,
  "exchange.not-text": EXIT.data,
  "exchange.not-json": EXIT.data,
  "exchange.not-a-report": EXIT.data,
  "exchange.ragged": EXIT.data,
  "exchange.bad-value": EXIT.data,
  "exchange.missing": EXIT.data,
  "exchange.bad-mapping": EXIT.config,
  "history.not-a-demo": EXIT.config,
  "history.no-line": EXIT.config,
  "history.other-size": EXIT.data,
  "history.stopped": EXIT.temporary,
  "restore.incomplete": EXIT.usage,
  "backup.exists": EXIT.config,
  "backup.inside-data": EXIT.config,
  "backup.not-found": EXIT.config,
  "backup.damaged": EXIT.io,
  "backup.newer-version": EXIT.config,
  "restore.not-empty": EXIT.config,
  "restore.newer-data": EXIT.config,
  "restore.other-gateway": EXIT.config,
  "stop.overdue": EXIT.internal,
  "simulator.port-busy": EXIT.temporary,
  "ledger.in-use": EXIT.temporary,
  "ledger.read-only": EXIT.io,
  "ledger.corrupt": EXIT.io,
  "ledger.newer-schema": EXIT.config,
  "ledger.demo-mismatch": EXIT.config,
  "ledger.gateway-mismatch": EXIT.config,
  "broker.port-busy": EXIT.temporary,
  "broker.not-loopback": EXIT.config,
  "broker.settings-unreadable": EXIT.config,
  "command.secret-weak": EXIT.config,
  "api.port-busy": EXIT.temporary,
  "api.not-loopback": EXIT.config,
  "api.certificate": EXIT.config,
  EADDRINUSE: EXIT.temporary,
  EACCES: EXIT.io,
  EIO: EXIT.io,
  ENOSPC: EXIT.io,
  EROFS: EXIT.io,
};

/** An error of ours: it carries its code word and what to do. */
export interface KnownFault extends Error {
  readonly code: string;
  readonly remedy: string;
}

/** True for every error class of this project that is told to a person. */
export function isKnownFault(error: unknown): error is KnownFault {
  return (
    error instanceof Error &&
    typeof Reflect.get(error, "code") === "string" &&
    typeof Reflect.get(error, "remedy") === "string"
  );
}

/** The exit code for what ended a command. */
export function exitCodeOf(error: unknown): number {
  const code = error instanceof Error ? Reflect.get(error, "code") : undefined;
  const known = typeof code === "string" ? EXIT_BY_CODE[code] : undefined;
  return known ?? (isKnownFault(error) ? EXIT.failed : EXIT.internal);
}

/**
 * The report of what ended a command: a known fault as message, code and remedy; anything else
 * whole, with its stack and causes, because it is a fault of this program.
 */
export function describeError(error: unknown, inspect: (error: unknown) => string): string {
  if (isKnownFault(error)) {
    return `rigline: ${error.message} (${error.code})\n  What to do: ${error.remedy}\n`;
  }
  return (
    `rigline: unexpected error; what was said to be stored is stored.\n${inspect(error)}\n` +
    "  What to do: start it again; if it comes back, report it with the text above.\n"
  );
}
