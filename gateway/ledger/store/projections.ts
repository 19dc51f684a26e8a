/**
 * Projections: tables that are a function of entries alone.
 *
 * When any of them changed, all are rebuilt together from entry 1: one may read what another
 * wrote, and beside tables that already know the future it would read the wrong thing. Nobody
 * can see them meanwhile (503), so they are rebuilt in place, in slices, and a restart goes on
 * where the last one stopped. See decisions/0013.
 */
import type { Projection } from "../contract.ts";
import type { ProjectionProgress } from "../health.ts";
import type { WireEntry } from "../messages.ts";
import type { Upcasters } from "../upcasters.ts";
import type { Connection } from "./connection.ts";
import { decodeBody, readEntries, readHead } from "./entries.ts";

/** Entries applied in one transaction: short enough for readings to be stored in between. */
const SLICE_ENTRIES = 500;

/** All tables together: applied entry by entry, or rebuilt in slices when one has changed. */
/** The projections of one open ledger. `prepare` first, then `step` until ready, then `apply`. */
export class Projections {
  readonly #db: Connection;
  readonly #projections: readonly Projection[];
  readonly #upcasters: Upcasters;
  readonly #byType = new Map<string, Projection[]>();
  #state: ProjectionProgress = { ready: true, done: 0, total: 0 };

  constructor(db: Connection, projections: readonly Projection[], upcasters: Upcasters) {
    this.#db = db;
    this.#projections = projections;
    this.#upcasters = upcasters;
    for (const projection of projections) {
      for (const type of projection.types) {
        this.#byType.set(type, [...(this.#byType.get(type) ?? []), projection]);
      }
    }
  }

  get state(): ProjectionProgress {
    return this.#state;
  }

  /** Applies one entry inside the caller's transaction. */
  apply(stored: WireEntry): void {
    const readers = this.#byType.get(stored.entry.type);
    if (readers === undefined) return;
    const body = decodeBody(stored, this.#upcasters);
    for (const projection of readers) projection.apply(this.#db, stored.entry, body);
  }

  /** Compares what is stored with what the program has; empties the tables if they differ. */
  prepare(options: { readonly rebuild?: boolean } = {}): void {
    const db = this.#db;
    const stored = db.all<{ name: string; version: number }>(
      "SELECT name, version FROM projection ORDER BY name",
    );
    const wanted = this.#projections.map(({ name, version }) => ({ name, version }));
    if (options.rebuild === true || signature(stored) !== signature(wanted)) this.#reset();
    const rebuild = db.get<{ built_to: number }>("SELECT built_to FROM projection_rebuild");
    const total = readHead(db);
    this.#state = { ready: rebuild === undefined, done: rebuild?.built_to ?? total, total };
    if (rebuild !== undefined && rebuild.built_to >= total) this.step();
  }

  #reset(): void {
    const db = this.#db;
    const old = db.all<{ tables: string }>("SELECT tables FROM projection");
    db.exec("BEGIN IMMEDIATE");
    for (const { tables } of old) {
      for (const table of JSON.parse(tables) as string[])
        db.exec(`DROP TABLE IF EXISTS "${table}"`);
    }
    db.exec("DELETE FROM projection");
    for (const projection of this.#projections) {
      for (const statement of projection.ddl) db.exec(statement);
      const { name, version, tables } = projection;
      db.run("INSERT INTO projection VALUES (?, ?, ?)", name, version, JSON.stringify(tables));
    }
    db.exec("INSERT OR REPLACE INTO projection_rebuild VALUES (1, 0)");
    db.exec("COMMIT");
  }

  /** One slice of the rebuild. False when there is nothing left to do. */
  step(): boolean {
    if (this.#state.ready) return false;
    const db = this.#db;
    const slice = readEntries(db, this.#state.done + 1, SLICE_ENTRIES);
    const done = slice.at(-1)?.entry.seq ?? this.#state.done;
    const ready = slice.length < SLICE_ENTRIES;
    db.exec("BEGIN IMMEDIATE");
    try {
      for (const stored of slice) this.apply(stored);
      if (ready) db.run("DELETE FROM projection_rebuild");
      else db.run("UPDATE projection_rebuild SET built_to = ?", done);
      db.exec("COMMIT");
    } catch (error) {
      if (db.inTransaction()) db.exec("ROLLBACK");
      throw error;
    }
    this.#state = { ready, done, total: this.#state.total };
    return !ready;
  }
}

function signature(projections: readonly { name: string; version: number }[]): string {
  return projections
    .map(({ name, version }) => `${name}@${version}`)
    .sort()
    .join();
}
