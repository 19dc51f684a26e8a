import type { Strength } from "../../domain/interlock/admission.ts";
import type { Rule, SqlReader } from "../../ledger/contract.ts";
import type { EquipmentBinding } from "../equipment/pin.ts";
import { type ImportResult, isSameContent, unchanged } from "../import-rule.ts";

/** What the configuration says a rig is: the body of its entry. */
export interface RigBody {
  readonly name: string;
  readonly title: string;
  readonly station: string;
  readonly operation: string;
  readonly driver: string;
  readonly port: string;
  readonly simulated: boolean;
  /** Of its units, where it tests one part number only. */
  readonly partNumber?: string;
  /** Positions of a fixture for several units. */
  readonly slots?: readonly string[];
  readonly equipment?: readonly EquipmentBinding[];
  /** Whether it reads the serial number from the unit. */
  readonly readsSerial?: boolean;
  /** Of a driven rig: the rigs it drives. */
  readonly instruments?: readonly string[];
  /** A driven rig has it as an instrument: nothing is tested on it alone. */
  readonly isInstrument?: boolean;
  readonly interlocks?: RigInterlocks;
}

/** How far interlocks reach at a rig. */
export interface RigInterlocks {
  /** Absent: runs are not held back, and need not be armed for. */
  readonly strength?: Strength;
  /** How long a scan owns the next run. */
  readonly armForMs: number;
  /** What is written while the rig may run, for the strength `permit`. */
  readonly permit?: {
    readonly channel: string;
    readonly on: number | string | boolean;
    readonly off: number | string | boolean;
  };
}

/** Of a rig whose declaration says nothing of it. */
export const ARM_FOR_MS = 600_000;

/** A rig as it was last declared. */
export function findRig(sql: SqlReader, name: string): RigBody | undefined {
  const row = sql.get<{ body: string }>("SELECT body FROM rig WHERE name = ?", name);
  return row && (JSON.parse(row.body) as RigBody);
}

/** Records what a rig is, so that old runs keep their meaning; appends only when it changed. */
export const declareRig: Rule<RigBody, ImportResult> = (sql, input) => {
  const before = sql.get<{ version: number; body: string }>(
    "SELECT version, body FROM rig WHERE name = ?",
    input.name,
  );
  if (before !== undefined && isSameContent(JSON.parse(before.body), input)) return unchanged();
  const version = (before?.version ?? 0) + 1;
  const entry = { type: "rig", id: input.name, version, schema: "rig/1", action: "declared" };
  return { entries: [{ ...entry, body: input }], result: "imported" };
};
