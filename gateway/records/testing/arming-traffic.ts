/** Commands at a station, each made of one small number: for tests that draw them. */

import { recordOf, runId, serial } from "./line.ts";
import type { MemoryLedger } from "./memory-ledger.ts";
import { signed } from "./signed.ts";
import { arm, NOW, rigOf } from "./station.ts";

/** `index` is never the same twice, `n` is drawn from 1 to 6. */
export interface Drawn {
  readonly index: number;
  readonly n: number;
}

/** Takes the next command of its kind. */
export type Draw = (ledger: MemoryLedger, drawn: Drawn) => void;

const rigNameOf = (operation: string) => `armed-${operation}`;
const RIG = rigNameOf("FCT");
const REASON = { reason: "drawn" };

/** What an armed rig of an operation tests next: whom it was armed for. */
function testArmed(ledger: MemoryLedger, index: number, operation = "FCT"): void {
  const place = { rig: rigNameOf(operation), station: "ARMED", operation, partNumber: "PSU-24" };
  const stated = { gatewayVersion: "0.1.0", simulated: false, startedAt: NOW + 1 };
  const run = { id: runId(index), ...place, ...stated };
  const { result: started } = ledger.execute("run.start", run);
  ledger.execute("run.finish", recordOf(started, { index, volts: 3.3 }));
}

/** What happens at the rigs of `openArmedRigs`. */
export const drawStation: Readonly<Record<string, Draw>> = {
  arm: (ledger, { index, n }) => {
    arm(ledger, RIG, serial(n + 6));
    if (n > 4) ledger.execute("station.disarm", { rig: RIG, slot: "", operator: "p-1" });
    if (n <= 2) testArmed(ledger, index);
  },
  override: (ledger, { index, n }) => {
    const rig = rigNameOf("HIPOT");
    const unit = { partNumber: "PSU-24", serialNumber: serial(n + 6) };
    const given = { id: `o${index}`, check: "route" as const, rig, unit, ...REASON };
    ledger.execute("override.give", { ...given, signing: signed("approved") });
    if (n > 3) ledger.execute("override.revoke", { id: `o${index}`, ...REASON });
    arm(ledger, rig, serial(n + 6));
    testArmed(ledger, index, "HIPOT");
  },
  reference: (ledger, { index, n }) => {
    const unit = {
      ...{ id: "G-1", kind: "golden" as const, partNumber: "PSU-24", serialNumber: "GOLD" },
      ...{ operation: "FCT", mustFail: [], due: ["shift" as const], retired: n > 3 },
    };
    ledger.execute("referenceUnit.save", { unit, ...REASON });
    arm(ledger, RIG, "GOLD");
    testArmed(ledger, index);
  },
  maintain: (ledger, { index, n }) => {
    const plan = { id: "M-1", title: "Needles", rig: RIG, everyRuns: 100 + n };
    const policy = "warn" as const;
    ledger.execute("maintenance.plan", { plan: { ...plan, policy, verify: false }, ...REASON });
    const performed = { id: `m-${index}`, planId: "M-1", performedAt: NOW };
    ledger.execute("maintenance.perform", performed);
  },
  downtime: (ledger, { index, n }) => {
    ledger.execute("station.declare", { id: "ARMED", title: "Armed" });
    const reason = { code: "FIXTURE", path: ["Equipment", "Fixture"], planned: false };
    const place = n > 3 ? { rig: RIG } : {};
    ledger.execute("downtime.begin", { id: `d${index}`, station: "ARMED", reason, ...place });
    if (n % 3 === 0) ledger.execute("downtime.end", { id: `d${index}` });
    else testArmed(ledger, index);
  },
  handOver: (ledger, { index, n }) => {
    ledger.execute("station.declare", { id: "ARMED", title: "Armed" });
    ledger.execute("handOver.write", { id: `n${index}`, station: "ARMED", text: "drawn" });
    if (n > 3) ledger.execute("handOver.acknowledge", { id: `n${index}` });
  },
  service: (ledger, { n }) => {
    ledger.execute("rigService.set", { rig: RIG, enabled: n > 3, ...REASON });
  },
};

/** Declares rigs that must be armed, beside those of the line. */
export function openArmedRigs(ledger: MemoryLedger): void {
  const interlocks = { armForMs: 60_000, strength: "advisory" as const };
  for (const operation of ["FCT", "HIPOT"]) {
    const named = { name: rigNameOf(operation), station: "ARMED", interlocks };
    ledger.execute("rig.declare", rigOf(operation, named));
  }
}
