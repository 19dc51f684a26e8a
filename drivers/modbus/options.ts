/** The `options:` block of a Modbus rig, and everything that can be wrong with it. */
import { z } from "zod";
import { REGISTER_ORDERS, REGISTER_TYPES } from "../kit/registers.ts";
import { channelFaults, runFaults } from "./option-faults.ts";

const address = z.int().min(0).max(65_536).describe("As the device's manual counts: `addressBase`");
const table = z.enum(["coil", "discrete", "input", "holding"]);
const type = z.enum(REGISTER_TYPES);
const order = z
  .enum(REGISTER_ORDERS)
  .default("ABCD")
  .describe("ABCD big endian, CDAB words swapped, BADC bytes swapped, DCBA little endian");
const length = z.int().min(1).max(125).describe("Registers of a STRING; each holds two characters");

const place = z.strictObject({ table, address });
const text = z.strictObject({ table: z.enum(["input", "holding"]), address, length, order });

const channel = z.strictObject({
  name: z.string().min(1).max(64),
  table,
  address,
  type: type.optional().describe("BOOL for coils and discrete inputs, else UINT16"),
  order,
  length: length.optional(),
  bit: z.int().min(0).max(15).optional().describe("One bit of a register; 0 is the lowest"),
  scale: z.number().refine(Number.isFinite, "must be finite").default(1),
  offset: z.number().default(0),
  decimals: z.int().min(0).max(15).optional().describe("Rounds to what the rig can resolve"),
  unit: z.string().default("").describe("UCUM code"),
  everyMs: z.int().min(10).max(3_600_000).default(1_000),
  measurement: z
    .strictObject({
      step: z.string().min(1).optional().describe("The procedure's step; the channel's name"),
      ready: place.optional().describe("Set while the value is final; without it: at the end"),
    })
    .optional(),
});

const run = z.strictObject({
  active: place.describe("True while the rig tests a unit"),
  serialNumber: text,
  partNumber: text.optional(),
  verdict: z.strictObject({
    table,
    address,
    type: type.default("UINT16"),
    order,
    values: z
      .record(z.string().regex(/^-?\d+$/, "a whole number"), reportedVerdict())
      .describe("What each value of the register means"),
  }),
  acknowledge: z
    .strictObject({ table: z.literal("coil"), address })
    .optional()
    .describe("Written to 1 when the run's end was read"),
  everyMs: z.int().min(10).max(60_000).default(200),
});

function reportedVerdict() {
  return z.enum(["pass", "fail", "error", "aborted"]);
}

/** Checked as a whole: each fault is told with the path of what has to change. */
export const modbusOptions = z
  .strictObject({
    framing: z
      .enum(["rtu", "tcp", "rtu-over-tcp"])
      .describe("What is on the wire; a device server without Modbus logic is `rtu-over-tcp`"),
    unitId: z.int().min(0).max(255).default(1),
    timeoutMs: z.int().min(10).max(60_000).default(1_000).describe("For each reply"),
    pauseMs: z.int().min(0).max(10_000).default(0).describe("Least silence between requests"),
    addressBase: z
      .union([z.literal(0), z.literal(1)])
      .describe("Whether the manual calls the first register 0 or 1"),
    silentAfterTimeouts: z.int().min(1).max(100).default(3),
    registersMax: z.int().min(1).max(125).default(125).describe("That the device gives at once"),
    bitsMax: z.int().min(1).max(2_000).default(2_000),
    channels: z.array(channel).max(1_000).default([]),
    run: run.optional(),
  })
  .superRefine((options, context) => {
    for (const { path, message } of [...channelFaults(options), ...runFaults(options)]) {
      context.addIssue({ code: "custom", path: [...path], message });
    }
  });

export type ModbusOptions = z.output<typeof modbusOptions>;
export type ChannelOptions = ModbusOptions["channels"][number];
export type RunOptions = NonNullable<ModbusOptions["run"]>;
export type Table = ChannelOptions["table"];
