/** Why a data directory was not opened. What the process exits with is the CLI's affair. */
export type LedgerOpenCode =
  | "ledger.read-only"
  | "ledger.in-use"
  | "ledger.newer-schema"
  | "ledger.older-schema"
  | "ledger.demo-mismatch"
  | "ledger.gateway-mismatch"
  | "ledger.corrupt";

/** What to do, by code. Data, so that a test can demand one for each code. */
export const LEDGER_OPEN_REMEDIES: Readonly<Record<LedgerOpenCode, string>> = {
  "ledger.read-only":
    "Give the user that runs Rigline write permission on the data directory, or name another one.",
  "ledger.in-use":
    "Stop the other process first, or give this one a data directory of its own: one gateway, one directory.",
  "ledger.newer-schema":
    "Run the version of Rigline that wrote this directory, or a newer one. Nothing was changed.",
  "ledger.older-schema":
    "Start the gateway of this version on it once: that brings it up to date. Nothing was changed.",
  "ledger.demo-mismatch":
    "A demo directory stays a demo for ever. Name another data directory for this start.",
  "ledger.gateway-mismatch":
    "Correct the gateway's id in the configuration, or name the directory that belongs to it.",
  "ledger.corrupt":
    "Do not delete anything. Keep a copy of the directory, check the disk, restore the last backup.",
};

/** Thrown before anything in the directory was changed. Message: what and where. */
export class LedgerOpenError extends Error {
  readonly code: LedgerOpenCode;
  readonly remedy: string;
  constructor(code: LedgerOpenCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "LedgerOpenError";
    this.code = code;
    this.remedy = LEDGER_OPEN_REMEDIES[code];
  }
}
