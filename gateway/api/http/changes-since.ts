/** Who changed a record since a client saw it: what a refused change is answered with. */
import type { Context } from "hono";
import { Refusal } from "../../ledger/contract.ts";
import type { ProblemDocument } from "../../platform/problems.ts";
import { RECORD_TYPES } from "../../records/history/record.ts";
import type { RouteLedger } from "../../records/routes.ts";

type Told = NonNullable<ProblemDocument["errors"]>;

/** One line for each version that is newer than the one seen; empty where that is not known. */
export type ChangesSince = (c: Context, conflict: Refusal) => Promise<Told>;

/** Reads them from the history of the record that the refusal or the address names. */
export function changesSince(ledger: Pick<RouteLedger, "ask">): ChangesSince {
  return async (c, { details }) => {
    const seen = details.expectedVersion;
    const record = namedBy(details) ?? addressed(c.req.path);
    if (typeof seen !== "number" || record === undefined) return [];
    const versions = await ledger.ask("records.history", record).catch(noneOf);
    return versions
      .filter(({ version }) => version > seen)
      .map(({ version, actor, occurredAt, action, changed, reason }) => ({
        path: `version ${version}`,
        message:
          `${action} by ${actor} at ${occurredAt}: ${changed.join(", ")}` +
          (reason === undefined ? "" : ` (${reason})`),
      }));
  };
}

function namedBy({ type, id }: Refusal["details"]) {
  return typeof type === "string" && typeof id === "string" ? { type, id } : undefined;
}

/** …/api/v1/equipment/DMM-07/calibrations is about equipment DMM-07. */
function addressed(path: string): { type: string; id: string } | undefined {
  const [, , , record = "", id] = path.split("/");
  const types: Readonly<Record<string, string>> = RECORD_TYPES;
  const type = Object.hasOwn(types, record) ? types[record] : undefined;
  if (type === undefined || id === undefined) return undefined;
  return { type, id: decodeURIComponent(id) };
}

/** What is not there yet has no history: somebody expected a version of nothing. */
function noneOf(error: unknown): [] {
  if (error instanceof Refusal) return [];
  throw error;
}
