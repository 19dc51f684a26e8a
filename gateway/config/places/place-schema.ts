/** The form of shifts, stations and interlocks: facts of the place. */
import { z } from "zod";
import { REASON_CODE } from "../../domain/scan/card.ts";
import { WEEKDAYS } from "../../domain/site/shift.ts";

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "`HH:MM`, from 00:00 to 23:59");
const scalar = z.union([z.number(), z.string(), z.boolean()]);
const armForMs = z
  .int()
  .min(1_000)
  .max(86_400_000)
  .default(600_000)
  .describe("How long a scan owns the next run");

/** `site.shifts`: a weekly calendar by the site's clocks. */
export const shiftsSchema = z
  .array(
    z.strictObject({
      name: z.string().trim().min(1).max(64),
      from: clock,
      to: clock.describe("At or before `from`: on the next day"),
      days: z.array(z.enum(WEEKDAYS)).min(1).max(7).optional().describe("Every day if absent"),
    }),
  )
  .max(50);

const reasons = z
  .array(
    z.strictObject({
      code: z
        .string()
        .regex(REASON_CODE, "capital letters, digits and `-`; at most 40")
        .describe("What the code of its card says"),
      title: z.string().trim().min(3).max(200),
    }),
  )
  .min(1)
  .max(40)
  .optional();

/** `stations.NAME`: what stands on the screen of a station, and when it is locked. */
export const stationSchema = z.strictObject({
  title: z.string().trim().min(1).max(200).optional().describe("Its name if absent"),
  lockedUntilChecked: z
    .boolean()
    .default(false)
    .describe("Only reference units are tested there while a check that is due holds units back"),
  reasons: z
    .strictObject({ retest: reasons, hold: reasons, repaired: reasons })
    .optional()
    .describe("To choose from, by touch or by command card; the usual ones if absent"),
});

/** `rigs.NAME.interlocks`: of a rig with a start button of its own. */
export const ownStartSchema = z
  .strictObject({
    strength: z
      .enum(["permit", "advisory"])
      .optional()
      .describe("`permit`: it needs our enable; `advisory`: we only listen; absent: no demands"),
    armForMs,
    permit: z
      .strictObject({ channel: z.string().min(1), on: scalar, off: scalar })
      .optional()
      .describe("What is written while the rig may run"),
  })
  .refine(({ strength, permit }) => (strength === "permit") === (permit !== undefined), {
    message: "`permit` stands with the strength `permit`, and only there",
  });

/** `driven.NAME.interlocks`: of a rig that we start. */
export const drivenStartSchema = z.strictObject({
  strength: z
    .enum(["controlled", "advisory"])
    .optional()
    .describe("`controlled`: we refuse the start; absent: no demands"),
  armForMs,
});
