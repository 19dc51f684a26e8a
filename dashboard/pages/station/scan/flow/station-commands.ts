/** What the page asks of the gateway, one function each. All throw ApiError. */
import { changeApi, getApi, postApi, queryText, readApi } from "../../../../app/api.ts";
import type { ArmingView, NextTestView } from "../../../../app/contract.ts";
import type { Answer, OpenRepair, Subject } from "./answer.ts";

/** A scan at a station, with the slot that is free for it where its rig has slots. */
export interface ScanPlace {
  readonly station: string;
  readonly scan: string;
  readonly slot?: string | undefined;
}

/** What the scan would run, and every check. */
export function askNext({ station, scan, slot }: ScanPlace): Promise<NextTestView> {
  return readApi<NextTestView>(`${stationPath(station)}/next${queryText({ scan, slot })}`);
}

/** Arms with the version that the checks were shown for: two pages do not both arm. */
export async function arm(
  { station, scan }: ScanPlace,
  next: NextTestView,
  retest?: string,
): Promise<Answer> {
  const { rig, slot } = next;
  const place = slot === "" ? { rig } : { rig, slot };
  const why = retest === undefined ? {} : { retest };
  const expectedVersion = next.arming?.version ?? 0;
  const body = { scan, ...place, ...why, expectedVersion };
  await postApi<ArmingView>(`${stationPath(station)}/arm`, body);
  return { kind: "armed", next };
}

/** Takes the arming of a slot back. */
export async function disarm(station: string, { rig, slot, version }: ArmingView): Promise<Answer> {
  const place = slot === "" ? { rig } : { rig, slot };
  await postApi(`${stationPath(station)}/disarm`, { ...place, expectedVersion: version });
  return { kind: "told", told: { what: "disarmed" } };
}

/** Puts a unit on hold. */
export async function hold(
  { unitId, serialNumber }: Subject,
  { reason }: { readonly reason: string },
): Promise<Answer> {
  await changeApi("post", "/units/{id}/holds", { params: { id: unitId }, body: { reason } });
  return { kind: "told", told: { what: "held", serialNumber } };
}

/** Takes a failed unit to repair, for one measurement of one run. */
export async function beginRepair(
  { unitId, serialNumber }: Subject,
  of: { readonly runId: string; readonly measurementId: string; readonly diagnosis: string },
): Promise<Answer> {
  await changeApi("post", "/units/{id}/repairs", { params: { id: unitId }, body: of });
  return { kind: "told", told: { what: "repair-begun", serialNumber } };
}

/** Ends a repair: the unit goes back to the operation it failed at. */
export async function finishRepair(repair: OpenRepair, action: string): Promise<Answer> {
  const { unitId, repairId, operation, serialNumber } = repair;
  const path = `/units/${encodeURIComponent(unitId)}/repairs/${encodeURIComponent(repairId)}`;
  await postApi(`${path}/finish`, { action, operation });
  return { kind: "told", told: { what: "repaired", serialNumber } };
}

/** Says that the station stands still. */
export async function standStill(station: string, reason: string): Promise<Answer> {
  await postApi(`${stationPath(station)}/downtimes`, { reason });
  return { kind: "told", told: { what: "down" } };
}

/** The open repair of a unit; undefined where there is none. */
export async function findOpenRepair(
  subject: Subject,
  operation: string,
): Promise<OpenRepair | undefined> {
  const unit = await getApi("/units/{id}", { params: { id: subject.unitId } });
  const open = unit.repairs.find(({ state }) => state === "open");
  if (open === undefined) return undefined;
  const { id: repairId, measurementId, diagnosis } = open;
  return { ...subject, repairId, measurementId, diagnosis, operation };
}

function stationPath(station: string): string {
  return `/stations/${encodeURIComponent(station)}`;
}
