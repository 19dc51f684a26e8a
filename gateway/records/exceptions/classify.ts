/** Which entries somebody who reviews must see: everything that did not go by the book. Pure. */
import type { Entry } from "../../domain/entry.ts";
import type { RunRecord } from "../../domain/run.ts";

/** Why an entry is to be looked at. */
export const EXCEPTION_KINDS = [
  ...(["failed", "not-completed", "mismatch", "unjudged", "engineering"] as const),
  ...(["override", "invalidation", "concession", "nonconformance", "correction"] as const),
] as const;
export type ExceptionKind = (typeof EXCEPTION_KINDS)[number];

/** One reason to look at an entry. */
export interface Finding {
  readonly kind: ExceptionKind;
  readonly text: string;
}

const ACTIONS: Readonly<Record<string, ExceptionKind>> = {
  ...{ overridden: "override", override: "override", waived: "override", bypassed: "override" },
  ...{ invalidated: "invalidation", conceded: "concession", corrected: "correction" },
  ...{ mended: "correction", linked: "correction" },
};

const TYPES: Readonly<Record<string, ExceptionKind>> = {
  ...{ override: "override", deviation: "override", concession: "concession" },
  ...{ nonconformance: "nonconformance" },
};

/** Entry types that may hold a finding. */
export const EXCEPTION_TYPES = [
  ...["run", "calibration", "equipment", "unit", "procedure"],
  ...["override", "deviation", "concession", "nonconformance"],
] as const;

/** What is to be said of an entry; nothing for one that went by the book. */
export function findingsOf(
  entry: Pick<Entry, "type" | "action" | "reason" | "version">,
  body: unknown,
): readonly Finding[] {
  const kind = ACTIONS[entry.action] ?? TYPES[entry.type];
  const told = kind === undefined ? [] : [{ kind, text: reasonOf(entry) }];
  return entry.type === "run" ? [...told, ...runFindings(body as Partial<RunRecord>)] : told;
}

function reasonOf({ type, action, reason }: Pick<Entry, "type" | "action" | "reason">): string {
  return `${type} ${action}${reason === undefined ? "" : `: ${reason}`}`;
}

/** A run that has begun and not ended says nothing yet. */
function runFindings(run: Partial<RunRecord>): Finding[] {
  if (run.outcome === undefined) return [];
  const found: Finding[] = [];
  const at = run.operation ?? "";
  if (run.outcome === "fail") {
    found.push({ kind: "failed", text: `failed at ${at}: ${(run.failing ?? []).join(", ")}` });
  } else if (run.outcome !== "pass") {
    const missing = run.missing?.length ? `, not measured: ${run.missing.join(", ")}` : "";
    const text = `${run.outcome} at ${at}${run.cause ? ` (${run.cause})` : ""}${missing}`;
    found.push({ kind: "not-completed", text });
  }
  if (run.mismatch === true) {
    const text = `the rig said ${run.reported ?? "nothing"}, judged ${run.computed} at ${at}`;
    found.push({ kind: "mismatch", text });
  }
  if (run.outcome === "pass" && run.verdict !== "pass") {
    found.push({ kind: "unjudged", text: `not judged at ${at}` });
  }
  if (run.engineeringMode === true) {
    found.push({ kind: "engineering", text: `engineering mode at ${at}: is no evidence` });
  }
  return found;
}
