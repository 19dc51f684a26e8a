/** `stackLights.NAME`: the lights of a station, by channels of a rig or by an MQTT topic. */
import { z } from "zod";
import { LIGHT_STATES } from "../../domain/stack-light/light-state.ts";

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, "letters, digits, `_.-`");
const states = z.array(z.enum(LIGHT_STATES)).min(1).max(LIGHT_STATES.length);

/** One of the two, or both. */
export const stackLightSchema = z
  .strictObject({
    station: name,
    rig: name.optional().describe("Whose channels are the lamps: a relay board, a coil of a PLC"),
    lamps: z
      .record(z.string().min(1), states)
      .optional()
      .describe("By writable channel of that rig: the states in which it is on"),
    topic: z
      .string()
      .regex(/^[^+#]{1,200}$/, "a topic without + and #")
      .optional()
      .describe("Retained JSON on the gateway's broker: { station, state, at }"),
  })
  .refine(({ rig, lamps }) => (rig === undefined) === (lamps === undefined), {
    message: "`rig` and `lamps` stand together",
  })
  .refine(({ rig, topic }) => rig !== undefined || topic !== undefined, {
    message: "a stack light has `rig` and `lamps`, or a `topic`",
  });

export type StackLightConfig = z.output<typeof stackLightSchema>;
