/** The blocks `broker:`, `mqtt:` and `sparkplug:` of rigline.yaml. */
import { z } from "zod";
import { DEFAULT_TOPICS, findTemplateFault } from "../../domain/topic/topic-template.ts";

const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, "letters, digits, `_`, `.`, `-`; at most 64");
const filePath = z.string().min(1);
const variable = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "the name of an environment variable");

const externalBroker = z
  .strictObject({
    kind: z.literal("external"),
    url: z.string().regex(/^(mqtts?|wss?):\/\//, "mqtt://, mqtts://, ws:// or wss://"),
    clientId: name.optional(),
    username: z.string().optional(),
    usernameEnv: variable.optional().describe("Variable of the environment that holds it"),
    passwordFile: filePath.optional(),
    passwordEnv: variable.optional().describe("Variable of the environment that holds it"),
    caFile: filePath.optional().describe("Authority that signed the broker's certificate, PEM"),
    certFile: filePath.optional().describe("Our own certificate, PEM"),
    keyFile: filePath.optional(),
    tlsMin: z.enum(["1.2", "1.3"]).default("1.2").describe("Lowest version of TLS"),
  })
  .check(({ value, issues }) => {
    const refuse = (path: string, message: string) =>
      issues.push({ code: "custom", input: value, path: [path], message });
    if (value.certFile !== undefined && value.keyFile === undefined) {
      refuse("certFile", "a certificate needs its `keyFile` beside it");
    }
    if (value.keyFile !== undefined && value.certFile === undefined) {
      refuse("keyFile", "a key needs its `certFile` beside it");
    }
    if (value.passwordFile !== undefined && value.passwordEnv !== undefined) {
      refuse(
        "passwordEnv",
        "the password comes from a file or from the environment, not from both",
      );
    }
    if (value.username !== undefined && value.usernameEnv !== undefined) {
      refuse("usernameEnv", "the user stands here or in the environment, not in both");
    }
  });

/** `embedded` for one machine, `external` for a plant; with an external one come its secrets. */
export const brokerSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("embedded"),
    host: z.string().default("127.0.0.1"),
    port: z.int().min(0).max(65_535).default(1883).describe("0 takes a free one"),
  }),
  externalBroker,
]);

const LINE = ["enterprise", "site", "area", "line", "gatewayId"];
const STATION = [...LINE, "station"];

/** A topic with places for names. */
function topic(places: readonly string[]) {
  const words = places.map((place) => `{${place}}`).join(" ");
  return z
    .string()
    .check(({ value, issues }) => {
      const message = findTemplateFault(value, places);
      if (message !== undefined) issues.push({ code: "custom", input: value, path: [], message });
    })
    .describe(`Places: ${words}`);
}

const topics = z
  .strictObject({
    run: topic(STATION).default(DEFAULT_TOPICS.run),
    telemetry: topic(LINE).default(DEFAULT_TOPICS.telemetry),
    alarm: topic(STATION).default(DEFAULT_TOPICS.alarm),
    live: topic([...STATION, "rig"]).default(DEFAULT_TOPICS.live),
  })
  .check(({ value, issues }) => {
    const seen = new Map<string, string>();
    for (const [kind, template] of Object.entries(value)) {
      const other = seen.get(template);
      const message = `\`${kind}\` and \`${other}\` would share one topic`;
      if (other !== undefined) issues.push({ code: "custom", input: value, path: [kind], message });
      seen.set(template, kind);
    }
  });

const commands = z.strictObject({
  secretFile: filePath.describe("At least 32 characters that the callers know as well"),
  allow: z
    .array(z.enum(["start-run", "reload"]))
    .min(1)
    .describe("What may be asked for"),
  toleranceSeconds: z
    .int()
    .min(1)
    .max(300)
    .default(30)
    .describe("How far the clocks of caller and gateway may be apart"),
});

/** What goes to third parties on the broker, and where. */
export const mqttSchema = z.strictObject({
  results: z.boolean().default(true),
  telemetry: z.boolean().default(true),
  live: z.boolean().default(true).describe("Latest values, QoS 0, four times a second"),
  window: z.int().min(1).max(65_535).default(100),
  startsAt: z.enum(["beginning", "now"]).default("beginning"),
  topics: topics.prefault({}),
  commands: commands.optional().describe("Off unless it is here"),
});

const sparkplugName = z
  .string()
  .regex(/^[^/+#]{1,64}$/, "no `/`, `+` or `#`; at most 64 characters");

/** The edge node of Sparkplug B. */
export const sparkplugSchema = z.strictObject({
  groupId: sparkplugName,
  edgeNodeId: sparkplugName.optional().describe("The line's name where absent"),
  primaryHost: sparkplugName.optional().describe("Nothing is sent while this host is away"),
  startsAt: z.enum(["beginning", "now"]).default("now"),
});
