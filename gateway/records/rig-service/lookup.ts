/** Which rigs are out of service. Read by rules, interlocks and queries. */
import { isoTime } from "../../domain/iso-time.ts";
import { type Query, Refusal, type SqlReader } from "../../ledger/contract.ts";
import type { RigServiceView } from "./record.ts";

interface Row {
  readonly rig: string;
  readonly version: number;
  readonly enabled: number;
  readonly reason: string;
  readonly sinceUs: number;
  readonly by: string;
}

const COLUMNS = "rig, version, enabled, reason, since_us AS sinceUs, by";

/** How a rig stands; undefined for one that was never disabled. */
export function findRigService(sql: SqlReader, rig: string): RigServiceView | undefined {
  const row = sql.get<Row>(`SELECT ${COLUMNS} FROM rig_service WHERE rig = ?`, rig);
  return row && present(row);
}

/** Every rig that is disabled now, by name. */
export const listDisabledRigs: Query<object, RigServiceView[]> = ({ sql }) =>
  sql.all<Row>(`SELECT ${COLUMNS} FROM rig_service WHERE enabled = 0 ORDER BY rig`).map(present);

function present({ sinceUs, enabled, ...row }: Row): RigServiceView {
  return { ...row, enabled: enabled === 1, since: isoTime(sinceUs) };
}

/** How a rig stands. Throws Refusal `rig.not-found` for one that was never disabled. */
export const getRigService: Query<{ readonly rig: string }, RigServiceView> = (
  { sql },
  { rig },
) => {
  const found = findRigService(sql, rig);
  if (found !== undefined) return found;
  throw new Refusal("rig.not-found", `Rig ${rig} was never disabled.`, { rig });
};
