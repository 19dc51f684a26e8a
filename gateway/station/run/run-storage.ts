/**
 * The way of a rig's finished runs into the ledger, one after the other.
 *
 *   telemetry durable, blobs of trace and wire ─► run.finish (commit) ─► live "stored"
 */
import type { RunRecord } from "../../domain/run.ts";
import { Refusal } from "../../ledger/contract.ts";
import { summarise } from "../../records/run/present.ts";
import type { RunSummary } from "../../records/views.ts";
import { LedgerPatience, refuseFullDisk } from "../ledger-patience.ts";
import { type FinishedRun, FinishedRuns } from "./finished-runs.ts";
import { commandContext, type RunKeeperParts } from "./run-keeper-parts.ts";

/** Stores what it is given in that order; waits while the ledger has no room. */
export class RunStorage {
  readonly patience: LedgerPatience;
  readonly #parts: RunKeeperParts;
  readonly #finished = new FinishedRuns((run) => this.#store(run));
  #lastRun: RunSummary | undefined;
  #day: string;
  #runsOfDay: number;

  constructor(parts: RunKeeperParts) {
    this.#parts = parts;
    this.patience = new LedgerPatience(parts.retryDelayMs);
    this.#lastRun = parts.before.lastRun;
    this.#runsOfDay = parts.before.runsToday;
    this.#day = parts.dayOf(parts.clock.now().utcUs);
  }

  get lastRun(): RunSummary | undefined {
    return this.#lastRun;
  }

  /** Not stored yet, the oldest first. */
  get waiting(): FinishedRuns["runs"] {
    return this.#finished.runs;
  }

  /** Rejects where a run can not be stored for a reason that does not pass. */
  get failed(): Promise<never> {
    return this.#finished.failed;
  }

  /** Runs stored on the site's calendar day of `utcUs`. */
  runsToday(utcUs: number): number {
    const day = this.#parts.dayOf(utcUs);
    if (day !== this.#day) {
      this.#day = day;
      this.#runsOfDay = 0;
    }
    return this.#runsOfDay;
  }

  /** Takes a run; returns at once. */
  add(run: FinishedRun): void {
    this.#finished.add(run);
  }

  /** Resolves with true when every run is stored, with false where the gateway stops before. */
  stored(): Promise<boolean> {
    return this.#finished.stored();
  }

  /** Nothing of a rig may come into the ledger before the end of its earlier runs. */
  async requireStored(): Promise<void> {
    if (await this.stored()) return;
    throw new Refusal("ledger.unavailable", "the gateway stops with runs that are not stored");
  }

  async #store({ active, at, record: judged, wire }: FinishedRun): Promise<void> {
    const { intake, ledger, publish } = this.#parts;
    const [traceHash, wireHashes] = await Promise.all([
      this.#keep(() => active.traceBytes()),
      this.#keepWire(wire),
      intake.flushed(this.patience.stop),
    ]);
    const record: RunRecord = { ...judged, traceHash, ...wireHashes };
    const { entries, result } = await this.patience.repeat(() =>
      ledger.execute("run.finish", record, commandContext(this.#parts, at)),
    );
    this.#runsOfDay = this.runsToday(at.utcUs) + 1;
    const seq = entries.at(-1)?.entry.seq ?? 0;
    this.#lastRun = summarise(record, { seq, ...result });
    publish({ kind: "run-stored", run: this.#lastRun });
  }

  /** The hash of a blob that is on stable storage. */
  #keep(bytes: () => Uint8Array): Promise<string> {
    const { writeBlob } = this.#parts;
    return this.patience.repeat(() => writeBlob(bytes()).catch(refuseFullDisk));
  }

  async #keepWire(wire: FinishedRun["wire"]): Promise<Pick<RunRecord, "wireHashes">> {
    if (wire.length === 0) return {};
    const hashes = await Promise.all(
      wire.map(async ({ port, bytes }) => [port, await this.#keep(bytes)] as const),
    );
    return { wireHashes: Object.fromEntries(hashes) };
  }
}
