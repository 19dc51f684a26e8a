import type { Clock, Log } from "../../../drivers/contract.ts";
import type { CommandContext } from "../contract.ts";
import { type OpenLedgerOptions, openLedger } from "../open-ledger.ts";
import type { OpenedLedger } from "../opened-ledger.ts";
import type { FixtureQueries, FixtureRules } from "./fixture-rules.ts";

export type FixtureLedger = OpenedLedger<FixtureRules, FixtureQueries>;

/** Real time from the monotonic clock, on top of a fixed date. */
export const fixtureClock: Clock = {
  now() {
    const monoNs = process.hrtime.bigint();
    return { utcUs: 1_795_000_000_000_000 + Number(monoNs / 1000n), monoNs };
  },
};

export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Opens a directory with the fixture's rules and queries. The caller disposes. */
export function openFixture(
  directory: string,
  changes: Partial<OpenLedgerOptions> = {},
): Promise<FixtureLedger> {
  return openLedger<FixtureRules, FixtureQueries>({
    directory,
    demo: false,
    writerUrl: new URL("./fixture-writer.ts", import.meta.url),
    readerUrl: new URL("./fixture-reader.ts", import.meta.url),
    clock: fixtureClock,
    log: silentLog,
    ...changes,
  });
}

export const fixtureContext: CommandContext = {
  actor: "system:test",
  station: "FCT-1",
  occurredAt: 1_795_000_000_000_000,
  clockState: "synced",
};
