import { isoTime } from "../../domain/iso-time.ts";
import type { Query } from "../../ledger/contract.ts";
import type { Latest } from "../import-rule.ts";
import type { PersonBody, QualificationView, TokenBody } from "./record.ts";

/** Everybody who ever had access, and every token, as the ledger has them. */
export interface AccessList {
  readonly people: readonly Latest<PersonBody>[];
  readonly tokens: readonly Latest<TokenBody>[];
}

/** The whole list; a plant has hundreds of people, not millions. */
export const listAccess: Query<null, AccessList> = ({ sql }) => {
  const read = <Body>(table: "person" | "access_token"): Latest<Body>[] =>
    sql
      .all<{ version: number; body: string }>(`SELECT version, body FROM ${table} ORDER BY id`)
      .map(({ version, body }) => ({ version, body: JSON.parse(body) as Body }));
  return { people: read<PersonBody>("person"), tokens: read<TokenBody>("access_token") };
};

/** The qualifications of one person by procedure; `now` in microseconds says which hold. */
export const listQualifications: Query<
  { readonly personId: string; readonly now: number },
  QualificationView[]
> = ({ sql }, { personId, now }) =>
  sql
    .all<{ procedure_id: string; valid_until_us: number; version: number }>(
      `SELECT procedure_id, valid_until_us, version FROM qualification WHERE person_id = ?
       ORDER BY procedure_id`,
      personId,
    )
    .map(({ procedure_id, valid_until_us, version }) => ({
      personId,
      procedureId: procedure_id,
      validUntil: isoTime(valid_until_us),
      isValid: now < valid_until_us,
      version,
    }));
