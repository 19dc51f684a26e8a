/** Measuring equipment in the API and in files of controlled data: what is sent, what is shown. */
import { z } from "zod";
import { CALIBRATION_POLICIES } from "../../domain/equipment/equipment.ts";
import { EQUIPMENT_STATUSES } from "../../domain/equipment/status.ts";
import { time } from "../view-scalars.ts";

const word = z.string().trim().min(1).max(200);
const date = z.iso.date().describe("A day in the site's time zone");

/** An instrument or fixture as it is sent. */
export const equipmentInput = z.strictObject({
  id: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, "must be letters, digits, '.', '_' and '-'")
    .describe("The number on its label; never used again for another one"),
  title: word,
  manufacturer: word.optional(),
  model: word.optional(),
  serialNumber: word.optional(),
  location: word.optional(),
  intervalDays: z.int().min(1).max(3_650).describe("Days between two calibrations"),
  policy: z
    .enum(CALIBRATION_POLICIES)
    .default("warn")
    .describe("What becomes of a run when its calibration does not hold"),
  outOfService: z
    .strictObject({ reason: word })
    .optional()
    .describe("Set while it must not be used at all"),
});

const point = z.strictObject({
  function: word.describe("What was measured: errors are interpolated within one function only"),
  unit: z.string().max(20).describe("A UCUM code"),
  nominal: z.number().describe("What the reference said"),
  tolerance: z.number().positive().describe("The largest error allowed, either way"),
  asFound: z.number().describe("What it read before an adjustment"),
  asLeft: z.number().optional().describe("What it read after one; absent where none was made"),
  range: z
    .strictObject({ low: z.number(), high: z.number() })
    .optional()
    .describe("The readings it stands for beyond the outermost points"),
  uncertainty: z
    .strictObject({ expanded: z.number().positive(), k: z.number().positive() })
    .optional()
    .describe("Expanded uncertainty and its coverage factor"),
});

/** A calibration as it is sent. */
export const calibrationInput = z.strictObject({
  id: z.uuid().describe("Made by the sender: the same calibration sent twice is one"),
  performedAt: z.iso.datetime({ offset: true }),
  dueOn: date.optional().describe("The last day it holds; by the interval where absent"),
  method: word.optional(),
  provider: word,
  accreditation: word.optional(),
  references: z
    .array(z.strictObject({ id: word, validUntil: date }))
    .max(20)
    .default([]),
  environment: z
    .strictObject({
      temperatureCel: z.number().optional(),
      humidityPercent: z.number().min(0).max(100).optional(),
    })
    .optional(),
  certificateHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in hexadecimal")
    .optional()
    .describe("Of the certificate's file; without one it is `unverified`"),
  points: z.array(point).min(1).max(1_000),
  approvedBy: word.optional(),
});

/** An instrument as lists show it. */
export const equipmentView = equipmentInput.extend({
  version: z.number().int().describe("Send it as `expectedVersion` with a change"),
  status: z.enum(EQUIPMENT_STATUSES).describe("Derived at this moment, in the site's time zone"),
  dueOn: date.optional(),
  daysLeft: z.number().int().optional().describe("Negative where it is overdue"),
  calibrationId: z.string().optional().describe("The calibration in force"),
  rigs: z.array(z.string()).describe("Rigs that have used it"),
});

/** A calibration as it is shown. */
export const calibrationView = calibrationInput.extend({
  performedAt: time,
  dueOn: date,
  foundGood: z.boolean().describe("No point was found out of tolerance"),
  leftGood: z.boolean().describe("No point was left out of tolerance"),
});

/** An instrument with every calibration. */
export const equipmentDetail = equipmentView.extend({
  calibrations: z.array(calibrationView).describe("The latest first"),
});

/** What a calibration that found it out of tolerance means for the runs it was used in. */
export const impactView = z.object({
  equipmentId: z.string(),
  calibrationId: z.string(),
  from: time.optional().describe("The latest known-good moment; absent where there is none"),
  to: time,
  counts: z
    .object({
      runs: z.number().int().describe("Runs that used it in that time"),
      measurements: z.number().int().describe("Measurements taken with it in them"),
      flips: z.number().int().describe("Measurements whose verdict is another one"),
      unknown: z.number().int().describe("Measurements that cannot be judged again"),
    })
    .describe("Of all of them, whatever the page"),
  items: z.array(
    z.object({
      runId: z.string(),
      serialNumber: z.string().optional(),
      partNumber: z.string().optional(),
      unitStatus: z.string().optional(),
      startedAt: time,
      measurement: z.string(),
      value: z.number(),
      unit: z.string(),
      verdict: z.string().describe("As it was judged"),
      corrected: z.number().optional().describe("Less the error that was found"),
      error: z.number().optional(),
      newVerdict: z.string().optional(),
      flips: z.boolean(),
      unknown: z.string().optional().describe("Why it cannot be judged again"),
    }),
  ),
});

export type EquipmentView = z.infer<typeof equipmentView>;
export type CalibrationView = z.infer<typeof calibrationView>;
export type EquipmentDetail = z.infer<typeof equipmentDetail>;
export type ImpactView = z.infer<typeof impactView>;
