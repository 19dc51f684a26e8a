/** How slots stand. Read by rules and queries. */
import { isoTime } from "../../domain/iso-time.ts";
import type { SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import type { ArmingBody, ArmingView } from "./record.ts";

/** A slot's latest arming. */
export interface KnownArming {
  readonly version: number;
  readonly body: ArmingBody;
  readonly runId?: string;
}

interface Row {
  readonly version: number;
  readonly body: string;
  readonly runId: string | null;
}

const COLUMNS = "version, body, run_id AS runId";

/** The latest arming of a slot, whatever became of it; undefined where it never was armed. */
export function findArming(sql: SqlReader, rig: string, slot: string): KnownArming | undefined {
  const row = sql.get<Row>(`SELECT ${COLUMNS} FROM arming WHERE rig = ? AND slot = ?`, rig, slot);
  return row && known(row);
}

/** True where the next run of the slot belongs to it at the instant `at` (microseconds). */
export function isOpenArming(arming: KnownArming | undefined, at: number): arming is KnownArming {
  return arming !== undefined && stateOf(arming, at) === "armed";
}

/** As the API shows it. */
export function presentArming(arming: KnownArming, at: number): ArmingView {
  const { armedAt, expiresAt, overrides, state: _, ...body } = arming.body;
  return compact({
    ...body,
    overrides: overrides && [...overrides],
    version: arming.version,
    state: stateOf(arming, at),
    armedAt: isoTime(armedAt),
    expiresAt: isoTime(expiresAt),
    runId: arming.runId,
  }) as ArmingView;
}

function stateOf({ body, runId }: KnownArming, at: number): ArmingView["state"] {
  if (runId !== undefined) return "used";
  if (body.state === "disarmed") return "disarmed";
  return at < body.expiresAt ? "armed" : "expired";
}

function known({ version, body, runId }: Row): KnownArming {
  return compact({ version, body: JSON.parse(body) as ArmingBody, runId });
}
