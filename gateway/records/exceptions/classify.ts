/** Which entries somebody who reviews must see: everything that did not go by the book. Pure. */
import type { ClockRecord } from "../../domain/clock/clock-record.ts";
import type { Entry } from "../../domain/entry.ts";
import { type Calibration, wasFoundGood } from "../../domain/equipment/equipment.ts";
import type { UsedEquipment } from "../../domain/equipment/used.ts";
import type { Override } from "../../domain/interlock/override.ts";
import type { RunRecord } from "../../domain/run.ts";
import type { EvidenceBody } from "../evidence/record.ts";
import type { ProcedureBody } from "../import-file.ts";
import type { InvalidationBody } from "../invalidation/record.ts";
import type {
  ContainmentBody,
  DispositionBody,
  NonconformanceBody,
} from "../nonconformance/record.ts";

/** Why an entry is to be looked at. */
export const EXCEPTION_KINDS = [
  ...(["failed", "not-completed", "mismatch", "unjudged", "engineering"] as const),
  ...(["override", "invalidation", "concession", "nonconformance", "correction"] as const),
  ...(["uninvited", "hold", "out-of-tolerance", "equipment"] as const),
  ...(["unsigned", "discarded", "clock"] as const),
] as const;
export type ExceptionKind = (typeof EXCEPTION_KINDS)[number];

/** One reason to look at an entry. */
export interface Finding {
  readonly kind: ExceptionKind;
  readonly text: string;
}

type Told = Pick<Entry, "type" | "action" | "reason">;
type Judge = (entry: Told, body: unknown) => readonly Finding[];

/**
 * By the type of the entry, then by what was done. What is not here stands in by-the-book.ts with
 * the reason; a test knows every type and every action there is.
 */
export const JUDGES: Readonly<Record<string, Readonly<Record<string, Judge>>>> = {
  run: { finished: judgeRun, imported: judgeRun },
  "run-link": { linked: (entry) => [{ kind: "correction", text: textOf(entry) }] },
  override: { given: judgeOverride },
  hold: { placed: judgeHold, lifted: judgeHold },
  invalidation: {
    proposed: judgeInvalidation,
    approved: judgeInvalidation,
    rejected: judgeInvalidation,
  },
  nonconformance: { opened: judgeNonconformance, reopened: judgeNonconformance },
  containment: { contained: judgeContainment },
  disposition: { decided: judgeDisposition },
  calibration: { recorded: judgeCalibration, corrected: judgeCalibration },
  quarantine: {
    mended: (entry) => [{ kind: "correction", text: textOf(entry) }],
    discarded: judgeDiscarded,
  },
  telemetry: { dropped: judgeDiscarded },
  procedure: { imported: judgeImportedProcedure },
  evidence: { superseded: judgeSuperseded },
  requirement: {
    waived: (entry) => [{ kind: "concession", text: `requirement waived${because(entry)}` }],
  },
  clock: { stepped: judgeStep },
};

/** Entry types that may hold a finding. */
export const EXCEPTION_TYPES = Object.keys(JUDGES);

/** What is to be said of an entry; nothing for one that went by the book. */
export function findingsOf(entry: Told, body: unknown): readonly Finding[] {
  return JUDGES[entry.type]?.[entry.action]?.(entry, body) ?? [];
}

function because({ reason }: Told): string {
  return reason === undefined ? "" : `: ${reason}`;
}

function textOf(entry: Told): string {
  return `${entry.type} ${entry.action}${because(entry)}`;
}

function countOf({ length }: readonly string[]): string {
  return length === 1 ? "1 unit" : `${length} units`;
}

function judgeOverride(entry: Told, body: unknown): Finding[] {
  const { check, rig, scope, signedBy } = body as Override;
  const whom = scope.kind === "unit" ? scope.serialNumber : `the shift ${scope.shift}`.trim();
  const text = `check "${check}" at ${rig} overridden for ${whom} by ${signedBy}${because(entry)}`;
  return [{ kind: "override", text }];
}

const INVALIDATED = {
  proposed: "proposed for invalidation",
  approved: "invalidated",
  rejected: "not invalidated, as was proposed",
};

function judgeInvalidation(entry: Told, body: unknown): Finding[] {
  const { runId, state } = body as InvalidationBody;
  const text = `run ${runId} ${INVALIDATED[state]}${because(entry)}`;
  return [{ kind: "invalidation", text }];
}

function judgeDiscarded(entry: Told): Finding[] {
  return [{ kind: "discarded", text: textOf(entry) }];
}

/** Its limits judge runs, and no signature of this gateway stands for them. */
function judgeImportedProcedure(_: Told, body: unknown): Finding[] {
  const { id, version, status } = body as ProcedureBody;
  if (status !== "effective") return [];
  const text = `procedure ${id} version ${version} came into force by import, approved by nobody here`;
  return [{ kind: "unsigned", text }];
}

function judgeSuperseded(entry: Told, body: unknown): Finding[] {
  const { number } = body as EvidenceBody;
  return [{ kind: "correction", text: `package ${number} is replaced${because(entry)}` }];
}

function judgeStep(_: Told, body: unknown): Finding[] {
  const { steps = [] } = body as ClockRecord;
  const byUs = steps.reduce((sum, { expectedUs, foundUs }) => sum + foundUs - expectedUs, 0);
  return [{ kind: "clock", text: `the clock was stepped by ${(byUs / 1e6).toFixed(3)} s` }];
}

function judgeHold(entry: Told): Finding[] {
  return [{ kind: "hold", text: textOf(entry) }];
}

function judgeNonconformance(entry: Told, body: unknown): Finding[] {
  const { title, severity } = body as NonconformanceBody;
  const text = `${severity} nonconformance ${entry.action}: ${title}${because(entry)}`;
  return [{ kind: "nonconformance", text }];
}

function judgeContainment(_: Told, body: unknown): Finding[] {
  const { unitIds, nonconformanceId } = body as ContainmentBody;
  const text = `${countOf(unitIds)} contained under nonconformance ${nonconformanceId}`;
  return [{ kind: "nonconformance", text }];
}

function judgeDisposition(entry: Told, body: unknown): Finding[] {
  const { kind, unitIds, concession } = body as DispositionBody;
  const text = `${countOf(unitIds)} disposed of as ${kind}${because(entry)}`;
  if (concession === undefined) return [{ kind: "nonconformance", text }];
  return [{ kind: "concession", text: `${text} (granted by ${concession.authority})` }];
}

function judgeCalibration(entry: Told, body: unknown): Finding[] {
  const calibration = body as Calibration;
  const { equipmentId } = calibration;
  const corrected: Finding = {
    kind: "correction",
    text: `calibration of ${equipmentId} corrected${because(entry)}`,
  };
  const bad: Finding = {
    kind: "out-of-tolerance",
    text: `${equipmentId} was found out of tolerance`,
  };
  return [
    ...(entry.action === "corrected" ? [corrected] : []),
    ...(wasFoundGood(calibration) ? [] : [bad]),
  ];
}

/** A run that has begun and not ended says nothing yet. */
function judgeRun(_: Told, body: unknown): Finding[] {
  const run = body as Partial<RunRecord>;
  if (run.outcome === undefined) return [];
  return [...judgeOutcome(run), ...judgeAdmission(run), ...judgeEquipment(run.equipment)];
}

function judgeOutcome(run: Partial<RunRecord>): Finding[] {
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
  return found;
}

function judgeAdmission({ operation = "", ...run }: Partial<RunRecord>): Finding[] {
  const { overrides = [], uninvited = [] } = run.invitation ?? {};
  const found: Finding[] = [];
  if (run.engineeringMode === true) {
    found.push({ kind: "engineering", text: `engineering mode at ${operation}: is no evidence` });
  }
  if (overrides.length > 0) {
    const text = `tested at ${operation} under override ${overrides.join(", ")}`;
    found.push({ kind: "override", text });
  }
  if (uninvited.length > 0) {
    const text = `uninvited at ${operation}, never advances its unit: ${uninvited.join(", ")}`;
    found.push({ kind: "uninvited", text });
  }
  return found;
}

/** What the calibration was worth when the run began; what was found later is not known here. */
function judgeEquipment(equipment: readonly UsedEquipment[] = []): Finding[] {
  const found: Finding[] = [];
  const isBad = ({ status }: UsedEquipment) => status === "out_of_tolerance";
  const bad = equipment.filter(isBad);
  if (bad.length > 0)
    found.push({ kind: "out-of-tolerance", text: `measured with ${wordsOf(bad)}` });
  const unproven = equipment.filter((used) => !isBad(used) && !PROVEN.has(used.status));
  if (unproven.length > 0) {
    found.push({ kind: "equipment", text: `measured with ${wordsOf(unproven)}` });
  }
  return found;
}

const PROVEN: ReadonlySet<UsedEquipment["status"]> = new Set(["valid", "due_soon"]);

function wordsOf(used: readonly UsedEquipment[]): string {
  const words = used.map(({ id, status }) => `${id}: ${status.replaceAll("_", " ")}`);
  return [...new Set(words)].join(", ");
}
