/** What one scan does: a unit is looked at and armed for, a card is a command. */
import { changeApi, readApi } from "../../../../app/api.ts";
import type {
  AfterFailAnswer,
  NextTestView,
  RigView,
  SessionView,
  StationDetail,
} from "../../../../app/contract.ts";
import { shownLanguage } from "../../../../messages/i18n.ts";
import { type Focus, freeSlot } from "../stage/stage-state.ts";
import type { Answer, Subject, Told } from "./answer.ts";
import { type CardCommand, readScanned } from "./read-card.ts";
import {
  arm,
  askNext,
  beginRepair,
  disarm,
  findOpenRepair,
  finishRepair,
  hold,
  standStill,
} from "./station-commands.ts";

/** What the page shows when a scan's turn has come. */
export interface ScanContext {
  readonly station: StationDetail;
  readonly slots: readonly Focus[];
  readonly focus: Focus | undefined;
  readonly rigs: readonly RigView[];
  readonly answer: Answer | undefined;
  /** Changes the operator where the code is somebody's badge; else undefined. */
  readonly changeOperator: (badge: string) => Promise<SessionView | undefined>;
}

const tell = (
  what: Exclude<Told["what"], "held" | "repair-begun" | "repaired" | "operator">,
): Answer => ({
  kind: "told",
  told: { what },
});

/** Its answer; undefined takes the answer before away. Throws ApiError. */
export async function performScan(text: string, context: ScanContext): Promise<Answer | undefined> {
  const thing = readScanned(text);
  if (thing.kind === "unknown-card") return tell("unknown-card");
  if (thing.kind === "unit") return await scanUnit(thing.text, context);
  return await CARDS[thing.command](context, thing.reason);
}

/** Looks at a unit and arms for it; one that failed here before is asked for the reason first. */
export async function scanUnit(scan: string, context: ScanContext): Promise<Answer> {
  const { station, slots } = context;
  const slot = station.rigs.length === 1 ? freeSlot(slots) : undefined;
  const place = { station: station.id, scan, slot };
  const next = await askNext(place);
  if (isNobodys(next)) {
    const session = await context.changeOperator(scan);
    if (session !== undefined) return welcome(session);
  }
  if (next.mayArm) {
    if (next.retestOf?.outcome === "fail") return { kind: "ask-retest", next, scan };
    return await arm(place, next);
  }
  const { unitId, serialNumber, operation, checks } = next;
  if (unitId === undefined || !checks.some(({ code }) => code === "unit.in-repair")) {
    return { kind: "refused", next };
  }
  const repair = await findOpenRepair({ unitId, serialNumber }, operation);
  return repair === undefined ? { kind: "refused", next } : { kind: "ask-repaired", repair };
}

/** No unit, no order's and no reference unit has it: it may be the code of a badge. */
function isNobodys({ unitId, orderId, referenceUnitId }: NextTestView): boolean {
  return unitId === undefined && orderId === undefined && referenceUnitId === undefined;
}

function welcome({ printedName, id = "" }: SessionView): Answer {
  return { kind: "told", told: { what: "operator", name: printedName ?? id } };
}

type Perform = (context: ScanContext, reason: string | undefined) => Promise<Answer | undefined>;

const CARDS: Readonly<Record<CardCommand, Perform>> = {
  RETEST: retest,
  REASON: giveReason,
  HOLD: (context, reason) => holdSubject(context, reason),
  REPAIR: repairSubject,
  REPAIRED: repaired,
  DOWNTIME: async ({ station }, reason) =>
    reason === undefined ? tell("unknown-card") : await standStill(station.id, reason),
  DISARM: async ({ station, focus }) =>
    focus?.arming?.state === "armed" ? await disarm(station.id, focus.arming) : tell("no-unit"),
  YES: sayYes,
  NO: sayNo,
  TEST: async () => tell("test"),
};

/** The question that is open first, else the unit of the verdict on the screen. */
async function retest(context: ScanContext, reason: string | undefined): Promise<Answer> {
  const { answer, station, focus } = context;
  if (answer?.kind === "ask-retest") return await retestFor(context, answer, reason);
  const run = focus?.panel.current?.run;
  if (run?.serialNumber === undefined || run.outcome === "pass") return tell("no-unit");
  const { partNumber, serialNumber, slot } = run;
  const scan = partNumber === undefined ? serialNumber : `${partNumber}|${serialNumber}`;
  const next = await askNext({ station: station.id, scan, slot });
  if (!next.mayArm) return { kind: "refused", next };
  return await retestFor(context, { next, scan }, reason);
}

/** Arms for the unit again; asks for the reason where it failed and none was said. */
export async function retestFor(
  { station }: ScanContext,
  { next, scan }: Pick<Extract<Answer, { kind: "ask-retest" }>, "next" | "scan">,
  reason: string | undefined,
): Promise<Answer> {
  const isFail = next.retestOf?.outcome === "fail";
  if (isFail && reason === undefined) return { kind: "ask-retest", next, scan };
  return await arm({ station: station.id, scan }, next, isFail ? reason : undefined);
}

async function giveReason(context: ScanContext, reason: string | undefined): Promise<Answer> {
  const { answer } = context;
  if (answer?.kind === "ask-retest") return await retestFor(context, answer, reason);
  if (answer?.kind === "ask-hold") return await holdSubject(context, reason);
  if (answer?.kind === "ask-repaired") return await repaired(context, reason);
  return tell("no-question");
}

/** The unit that the screen is about: that of the question, of the refusal, or of the verdict. */
export function subjectOf({ answer, focus }: ScanContext): Subject | undefined {
  if (answer?.kind === "ask-hold") return answer.subject;
  if (answer?.kind === "ask-repaired") return answer.repair;
  if (answer?.kind === "refused" || answer?.kind === "ask-retest") {
    const { unitId, serialNumber } = answer.next;
    return unitId === undefined ? undefined : { unitId, serialNumber };
  }
  const { unitId, serialNumber } = focus?.panel.current?.run ?? {};
  return unitId === undefined || serialNumber === undefined ? undefined : { unitId, serialNumber };
}

async function holdSubject(context: ScanContext, code: string | undefined): Promise<Answer> {
  const subject = subjectOf(context);
  if (subject === undefined) return tell("no-unit");
  const reason = context.station.reasons.hold.find((each) => each.code === code)?.title;
  return reason === undefined ? { kind: "ask-hold", subject } : await hold(subject, { reason });
}

/** By a card, for the first measurement that failed; its value is the diagnosis. */
async function repairSubject(context: ScanContext): Promise<Answer> {
  const run = context.focus?.panel.current?.run;
  const subject = subjectOf(context);
  if (subject === undefined || run?.unitId !== subject.unitId || run.outcome !== "fail") {
    return tell("no-unit");
  }
  const path = `/runs/${encodeURIComponent(run.id)}/after-fail`;
  const [first] = (await readApi<AfterFailAnswer>(path)).failing;
  if (first === undefined) return tell("no-unit");
  const { measurementId, name, value, unit } = first;
  const diagnosis = value === undefined ? name : `${name}: ${value} ${unit}`.trim();
  return await beginRepair(subject, { runId: run.id, measurementId, diagnosis });
}

async function repaired(context: ScanContext, code: string | undefined): Promise<Answer> {
  const { answer, station } = context;
  if (answer?.kind !== "ask-repaired") return tell("no-question");
  const action = station.reasons.repaired.find((each) => each.code === code)?.title;
  return action === undefined ? answer : await finishRepair(answer.repair, action);
}

/** Answers the driven rig's question, or starts it for the unit that it is armed for. */
async function sayYes(context: ScanContext): Promise<Answer | undefined> {
  const { rigs, focus, answer } = context;
  const rig = rigs.find(({ name }) => name === focus?.rig);
  if (rig?.program?.prompt?.kind === "confirm") return await answerPrompt(rig, true, answer);
  if (rig?.program === undefined || focus?.arming?.state !== "armed") return tell("no-question");
  await startDriven(rig.name, focus.arming.serialNumber);
  return answer;
}

async function sayNo(context: ScanContext): Promise<Answer | undefined> {
  const { rigs, focus, answer } = context;
  const rig = rigs.find(({ name }) => name === focus?.rig);
  if (rig?.program?.prompt?.kind === "confirm") return await answerPrompt(rig, false, answer);
  return undefined;
}

/** Who is signed in is known to the gateway; `by` names the place where nobody is. */
async function answerPrompt(
  { name, station, program }: RigView,
  value: boolean,
  answer: Answer | undefined,
): Promise<Answer | undefined> {
  const prompt = program?.prompt?.id;
  if (prompt === undefined) return undefined;
  const body = { prompt, value, by: `card at ${station}`, language: shownLanguage() };
  await changeApi("post", "/rigs/{name}/answers", { params: { name }, body });
  return answer;
}

/** Starts a driven rig for the unit it is armed for. */
export async function startDriven(rig: string, serialNumber: string): Promise<void> {
  await changeApi("post", "/rigs/{name}/start", { params: { name: rig }, body: { serialNumber } });
}
