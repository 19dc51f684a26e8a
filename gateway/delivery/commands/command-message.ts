/**
 * A command by MQTT: `{ schema, body, mac }`, where `body` is JSON as text and `mac` is the
 * HMAC-SHA256 of exactly that text under a secret both sides know. A broker's access list alone
 * would let whoever gets past it drive a rig.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";

export const COMMAND_SCHEMA = "rigline.command/1";
export const ANSWER_SCHEMA = "rigline.answer/1";

/** The message itself. */
export const commandEnvelope = z.strictObject({
  schema: z.literal(COMMAND_SCHEMA),
  body: z.string().max(16_384).describe("JSON as text, see rigline.command-body/1"),
  mac: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe("HMAC-SHA256 of `body`, in hex"),
});

/** What `body` says. */
export const commandBody = z.strictObject({
  gatewayId: z.string().describe("Whom it is for: a copy is worth nothing elsewhere"),
  name: z.enum(["start-run", "reload"]),
  input: z.unknown().optional().describe("start-run: rig, serialNumber, partNumber"),
  issuedAt: z.iso.datetime({ precision: 3 }).describe("By the caller's clock, UTC"),
  nonce: z
    .string()
    .regex(/^[A-Za-z0-9_-]{16,64}$/)
    .describe("Different for each command"),
});

export type CommandBody = z.infer<typeof commandBody>;

/** Done, or refused and why. */
export const commandAnswer = z.discriminatedUnion("ok", [
  z.strictObject({
    schema: z.literal(ANSWER_SCHEMA),
    nonce: z.string(),
    ok: z.literal(true),
    result: z.record(z.string(), z.unknown()),
  }),
  z.strictObject({
    schema: z.literal(ANSWER_SCHEMA),
    nonce: z.string().optional().describe("Absent where the command could not be read"),
    ok: z.literal(false),
    code: z.string(),
    message: z.string(),
    remedy: z.string(),
  }),
]);

export type CommandAnswer = z.infer<typeof commandAnswer>;

/** What a caller sends. */
export function encodeCommand(body: CommandBody, secret: string): string {
  const text = JSON.stringify(body);
  const mac = macOf(text, secret).toString("hex");
  return JSON.stringify({ schema: COMMAND_SCHEMA, body: text, mac });
}

export type ReadCommand =
  | { readonly kind: "command"; readonly body: CommandBody }
  | { readonly kind: "unreadable"; readonly problem: string }
  | { readonly kind: "not-authentic" };

/** Never throws. The body is looked at only after its mac is found right. */
export function readCommand(payload: Uint8Array, secret: string): ReadCommand {
  const envelope = commandEnvelope.safeParse(parseJson(Buffer.from(payload).toString("utf8")));
  if (!envelope.success) return { kind: "unreadable", problem: z.prettifyError(envelope.error) };
  const { body: text, mac } = envelope.data;
  if (!timingSafeEqual(Buffer.from(mac, "hex"), macOf(text, secret))) {
    return { kind: "not-authentic" };
  }
  const body = commandBody.safeParse(parseJson(text));
  if (!body.success) return { kind: "unreadable", problem: z.prettifyError(body.error) };
  return { kind: "command", body: body.data };
}

function macOf(text: string, secret: string): Buffer {
  return createHmac("sha256", secret).update(text, "utf8").digest();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No schema takes `undefined`: the caller is told what was expected.
    return undefined;
  }
}
