import { describe, expect, it } from "vitest";
import {
  DriverError,
  type Quality,
  type RigCommand,
  type RigReply,
} from "../../../drivers/contract.ts";
import type { LiveRig } from "../live-rig.ts";
import { OperatorDesk } from "./operator-desk.ts";
import { untilStart } from "./start-trigger.ts";

const now = () => ({ utcUs: 0, monoNs: 0n });
const clock = { now };
const { signal } = new AbortController();

function openDesk(): OperatorDesk {
  const desk = new OperatorDesk({
    ...{ rig: "functional", instruments: ["relays"], readsSerialNumber: true, clock },
    newId: () => "1",
    publish: () => undefined,
  });
  desk.open();
  return desk;
}

/** An instrument whose answers are the given ones, the last one for ever. */
function partsWith(send: (command: RigCommand) => Promise<RigReply>) {
  const relays: LiveRig = { name: "relays", lost: signal, send };
  return { instruments: new Map([["relays", relays]]), clock, note: () => undefined };
}

describe("the start of a run", () => {
  it("is not begun by a closed lid that could not be read for a while", async () => {
    const heard: [boolean, Quality][] = [
      [true, "good"],
      [true, "timeout"],
      [true, "good"],
      [false, "good"],
      [true, "good"],
    ];
    let looks = 0;
    const parts = partsWith(async () => {
      const [value, quality] = heard[looks++] ?? [false, "good"];
      const reading = { kind: "reading", channel: "lid", unit: "", takenAt: now() } as const;
      return { kind: "reading", reading: { ...reading, value, quality } };
    });
    const when = { on: "relays", channel: "lid", equals: true };
    await untilStart({ ...parts, desk: openDesk(), signal, start: { when, everyMs: 1 } });
    expect(looks).toBe(heard.length);
  });

  it("that was ordered is refused, not forgotten, when the instrument is lost", async () => {
    const parts = partsWith(async () => {
      throw new DriverError("wire.lost", "pulled", { retryable: true });
    });
    const desk = openDesk();
    const ordered = desk.start({ serialNumber: "SN-1" }).catch((error: unknown) => error);
    const start = { everyMs: 20, serialNumber: { on: "relays", channel: "id" } };
    await expect(untilStart({ ...parts, desk, signal, start })).rejects.toMatchObject({
      code: "wire.lost",
    });
    expect(await Promise.race([ordered, "nobody was told"])).toMatchObject({
      code: "rig.not-connected",
    });
  });
});
