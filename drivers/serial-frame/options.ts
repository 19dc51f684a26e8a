/** The `options:` of a rig that speaks in frames. Every fault is told when they are read. */
import { z } from "zod";
import { CHECKSUM_KINDS } from "../kit/checksums.ts";
import { REGISTER_ORDERS } from "../kit/register-layout.ts";
import { optionFaults } from "./option-faults.ts";

const hexBytes = z
  .string()
  .regex(/^(?:[0-9a-fA-F]{2}\s?)+$/, 'bytes in hexadecimal: "02", "AA 55"')
  .transform((text) => Uint8Array.from(Buffer.from(text.replace(/\s/g, ""), "hex")));

const checksum = z.strictObject({
  kind: z.enum(CHECKSUM_KINDS),
  place: z
    .enum(["before-end", "after-end"])
    .default("before-end")
    .describe("`before-end`: escaped as the body is; `after-end`: as it is"),
  coversStart: z.boolean().default(false).describe("The start marker counts"),
  coversEnd: z.boolean().default(false).describe("The end marker counts; only `after-end`"),
  order: z.enum(["big", "little"]).default("big").describe("Which byte of the checksum is first"),
  as: z.enum(["binary", "hex"]).default("binary").describe("`hex`: two digits a byte"),
});

const frame = z.strictObject({
  by: z
    .enum(["markers", "length-field", "fixed-length", "idle-gap"])
    .describe("What tells where a frame ends"),
  start: hexBytes.optional().describe("Start marker: 02 is STX"),
  end: hexBytes.optional().describe("End marker: 03 is ETX"),
  escape: z
    .strictObject({ byte: z.int().min(0).max(255), xor: z.int().min(0).max(255).default(0) })
    .optional()
    .describe("The byte after it is data: DLE is 0x10, SLIP and HDLC change it by `xor`"),
  lengthField: z
    .strictObject({
      offset: z.int().min(0).max(64).describe("From the first byte of the frame"),
      size: z.union([z.literal(1), z.literal(2)]).default(1),
      order: z.enum(["big", "little"]).default("big"),
      adds: z.int().min(-64).max(64).describe("Bytes of the whole frame that it does not count"),
    })
    .optional(),
  length: z.int().min(1).max(4_096).optional().describe("Of the whole frame"),
  lengthMax: z.int().min(1).max(4_096).default(512).describe("A longer frame is noise"),
  idleGapMs: z
    .number()
    .min(1)
    .max(60_000)
    .optional()
    .describe("Silence that ends a frame; a begun one is noise after it: 1000 unless told"),
  joinQuietMs: z
    .int()
    .min(0)
    .max(60_000)
    .default(1_000)
    .describe("Without checksum and start marker the first frame is noise where it comes sooner"),
  checksum: checksum.optional(),
});

const TYPES = [
  ...["INT8", "UINT8", "INT16", "UINT16", "INT32", "UINT32", "INT64", "UINT64"],
  ...["FLOAT32", "FLOAT64", "BCD16", "BCD32", "NUMBER_TEXT", "TEXT"],
] as const;
const VALUE_TYPES = TYPES as unknown as readonly [string, ...string[]];

const place = {
  offset: z.int().min(-4_096).max(4_095).describe("In the body; negative: from its end"),
  length: z.int().min(1).max(256).optional().describe("Bytes of TEXT and NUMBER_TEXT"),
};
const textPlace = z.strictObject({ offset: place.offset, length: z.int().min(1).max(256) });

const verdict = z.enum(["pass", "fail", "error", "aborted"]);
const reported = z.union([
  verdict,
  z.strictObject({
    offset: place.offset,
    values: z.record(z.string().regex(/^\d+$/), verdict).describe("By the byte's value"),
  }),
]);

const value = z.strictObject({
  ...place,
  channel: z.string().min(1).max(64).optional(),
  step: z.string().min(1).max(64).optional().describe("The procedure's step; makes it a result"),
  type: z.enum(VALUE_TYPES),
  order: z.enum(REGISTER_ORDERS).optional().describe("Big endian unless told"),
  scale: z
    .number()
    .refine((scale) => scale !== 0, "must not be 0")
    .default(1),
  shift: z.number().default(0).describe("Added after scaling"),
  unit: z.string().default("").describe("UCUM code"),
  range: z.strictObject({ low: z.number(), high: z.number() }).optional(),
  reported: reported.optional(),
});

const pattern = z.strictObject({
  when: z
    .array(z.strictObject({ offset: place.offset, bytes: hexBytes }))
    .max(8)
    .default([])
    .describe("Bytes of the body that say which frame it is; without them every frame"),
  event: z.enum(["run-started", "run-finished", "measurement", "reading", "ignore"]),
  values: z.array(value).max(200).default([]),
  serialNumber: textPlace.optional(),
  partNumber: z.union([z.string().min(1), textPlace]).optional(),
  runKey: textPlace.optional(),
  slot: z.union([z.string().min(1), textPlace]).optional(),
  reported: reported.optional(),
});

/** Refuses a frame that cannot be told from noise, and values that cannot be in it. */
export const serialFrameOptions = z
  .strictObject({
    frame,
    frames: z.array(pattern).min(1).max(100).describe("The first that fits decides"),
    poll: z
      .array(z.strictObject({ bytes: hexBytes, everyMs: z.int().min(10).max(3_600_000) }))
      .max(20)
      .default([])
      .describe("Sent as they are, again and again, for a rig that must be asked"),
  })
  .superRefine((options, context) => {
    for (const { path, message } of optionFaults(options)) {
      context.addIssue({ code: "custom", path: [...path], message });
    }
  });

export type SerialFrameOptions = z.output<typeof serialFrameOptions>;
export type FrameOptions = SerialFrameOptions["frame"];
export type FramePattern = SerialFrameOptions["frames"][number];
export type FrameValue = FramePattern["values"][number];
export type TextPlace = NonNullable<FramePattern["serialNumber"]>;
export type FrameVerdict = NonNullable<FramePattern["reported"]>;
