/** A station as the API shows it: its rigs and slots, for whom they are armed, what is due. */
import { z } from "zod";
import { STRENGTHS } from "../../domain/interlock/admission.ts";
import { armingView } from "../arming/record.ts";
import { time } from "../view-scalars.ts";

/** One slot; a rig without slots has one with an empty name. */
export const slotView = z.object({ slot: z.string(), arming: armingView.optional() });

/** A rig at which units are tested. */
export const stationRigView = z.object({
  name: z.string(),
  title: z.string(),
  operation: z.string(),
  partNumber: z.string().optional(),
  strength: z.enum(STRENGTHS).optional(),
  readsSerial: z.boolean(),
  slots: z.array(slotView),
});

const reasonView = z.object({ code: z.string(), title: z.string() });

/** Something that must be done before units are tested, or soon. */
export const dueView = z.object({
  kind: z.enum(["reference", "equipment", "maintenance"]),
  rig: z.string(),
  slot: z.string().optional(),
  id: z.string(),
  title: z.string(),
  state: z.enum(["due", "failed", "warning"]),
  why: z.string(),
  serialNumber: z.string().optional().describe("Of a reference unit"),
  unitKind: z.enum(["golden", "failing"]).optional().describe("Of a reference unit"),
  since: z.enum(["shift", "changeover", "maintenance"]).optional().describe("What made it due"),
  status: z.string().optional().describe("Of an instrument"),
  mustFail: z.array(z.string()).optional().describe("What a failing reference unit must fail"),
});

/** A station as a list shows it. */
export const stationView = z.object({
  id: z.string(),
  title: z.string(),
  rigs: z.array(stationRigView),
});

/** A station with all that is due there. */
export const stationDetail = stationView.extend({
  at: time.describe("The moment this was so"),
  shift: z.string().optional().describe("Of the site, now"),
  shiftUntil: time.optional(),
  due: z.array(dueView),
  locked: z
    .boolean()
    .describe("Nothing but reference units is tested there until what is due is done"),
  reasons: z
    .object({
      retest: z.array(reasonView),
      hold: z.array(reasonView),
      repaired: z.array(reasonView),
    })
    .describe("To choose from; their code words stand on command cards"),
});

export type StationView = z.infer<typeof stationView>;
export type StationDetail = z.infer<typeof stationDetail>;
export type DueView = z.infer<typeof dueView>;
