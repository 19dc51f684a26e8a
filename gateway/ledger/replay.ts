/** Rebuilding projections offline, and looking at them as data. */
import { join } from "node:path";
import type { Projection } from "./contract.ts";
import { claimDirectory, FILES } from "./directory.ts";
import type { ProjectionProgress } from "./health.ts";
import { migrate } from "./migrations.ts";
import { openConnection } from "./store/connection.ts";
import { Projections } from "./store/projections.ts";
import type { Upcasters } from "./upcasters.ts";

export interface ReplayOptions {
  readonly directory: string;
  readonly projections: readonly Projection[];
  readonly upcasters?: Upcasters;
  /** Told after each slice. */
  readonly onProgress?: (state: ProjectionProgress) => void;
}

/**
 * Empties every projection and builds it again from entry 1. Returns how many entries were read.
 * Blocks the thread; the gateway must not run on the directory. Throws LedgerOpenError.
 */
export function replayLedger(options: ReplayOptions): { readonly entries: number } {
  using _lock = claimDirectory({ directory: options.directory });
  using db = openConnection(join(options.directory, FILES.ledger), "write");
  migrate(db);
  const projections = new Projections(db, options.projections, options.upcasters ?? {});
  projections.prepare({ rebuild: true });
  while (!projections.state.ready) {
    projections.step();
    options.onProgress?.(projections.state);
  }
  return { entries: projections.state.total };
}

/** Every row of every projection's tables, in an order of its own: equal states compare equal. */
export function dumpProjections(options: {
  readonly directory: string;
  readonly projections: readonly Projection[];
}): Readonly<Record<string, readonly string[]>> {
  using db = openConnection(join(options.directory, FILES.ledger), "read");
  const tables = options.projections.flatMap((projection) => projection.tables);
  return Object.fromEntries(
    tables.map((table) => [
      table,
      db
        .all(`SELECT * FROM "${table}"`)
        .map((row) => JSON.stringify(row, dumpValue))
        .sort(),
    ]),
  );
}

/** JSON would make a number of NaN's null and an object of a blob. */
function dumpValue(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString("hex")}'`;
  return typeof value === "bigint" ? `${value}n` : value;
}
