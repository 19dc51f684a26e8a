/** The `options:` block of a Modbus rig, and everything that can be wrong with it. */
import { z } from "zod";
import { REGISTER_ORDERS, REGISTER_TYPES } from "../kit/register-layout.ts";
import { channelFaults } from "./channel-faults.ts";
import { runFaults } from "./run-faults.ts";

const address = z
  .union([z.int().min(0).max(65_536), z.string()])
  .describe('A number counts from `addressBase`; "40001", "400001", "4x00001" name the table too');
const table = z
  .enum(["coil", "discrete", "input", "holding"])
  .describe("Needed where the address is a number");
const type = z.enum(REGISTER_TYPES);
const order = z
  .enum(REGISTER_ORDERS)
  .default("ABCD")
  .describe("The value's bytes as they come on the wire, A the most significant");
const length = z.int().min(1).max(125).describe("Registers of a STRING; each holds two characters");
const bit = z.int().min(0).max(15).describe("One bit of a register; 0 is the lowest");

const place = z.strictObject({ table: table.optional(), address, bit: bit.optional() });
const text = z.strictObject({
  table: z.enum(["input", "holding"]).optional(),
  address,
  length,
  order,
});
const writtenPlace = z.strictObject({
  table: z.enum(["coil", "holding"]).optional(),
  address,
  value: z.int().min(0).max(65_535).default(1).describe("What is written"),
});

const channel = z.strictObject({
  name: z.string().min(1).max(64),
  table: table.optional(),
  address,
  type: type.optional().describe("BOOL for coils and discrete inputs, else UINT16"),
  order,
  length: length.optional(),
  encoding: z.enum(["latin-1", "ascii"]).optional().describe("Of a STRING; latin-1 unless told"),
  trim: z
    .enum(["nul-and-space", "nul", "none"])
    .optional()
    .describe("Where a STRING ends; nul-and-space unless told"),
  bit: bit.optional(),
  bits: z
    .strictObject({ from: z.int().min(0).max(63), count: z.int().min(1).max(64) })
    .optional()
    .describe("Part of an integer: `count` bits from bit `from` on"),
  scale: z
    .number()
    .refine((scale) => Number.isFinite(scale) && scale !== 0, "must be finite and not 0")
    .default(1),
  offset: z.number().default(0).describe("Added after scaling"),
  decimals: z.int().min(0).max(15).optional().describe("Rounds to what the rig can resolve"),
  unit: z.string().default("").describe("UCUM code"),
  range: z
    .strictObject({ low: z.number(), high: z.number() })
    .optional()
    .describe("Of the sensor; beyond it a value is of quality out-of-range"),
  invalid: z
    .array(z.union([z.number(), z.nan(), z.string()]))
    .default([])
    .describe("Raw values by which the device says that it has none, such as 0x8000"),
  everyMs: z.int().min(10).max(3_600_000).default(1_000),
  writable: z.boolean().default(false).describe("May be written by a command"),
  broadcast: z
    .boolean()
    .default(false)
    .describe("Written to every unit of the serial line at once, never read"),
  readBack: z
    .boolean()
    .default(true)
    .describe("Read and compare after writing; false for a coil that resets itself"),
  measurement: z
    .strictObject({
      step: z.string().min(1).optional().describe("The procedure's step; the channel's name"),
      ready: place.optional().describe("Set while the value is final; without it: at the end"),
    })
    .optional()
    .describe("A test result instead of telemetry"),
});

const run = z.strictObject({
  active: place.optional().describe("True while the rig tests a unit"),
  start: writtenPlace
    .optional()
    .describe("Written to begin a test, and to 0 when its end was read"),
  done: place.optional().describe("True when the results are final, until they were acknowledged"),
  serialNumber: text
    .extend({ writable: z.boolean().default(false).describe("We write it before the start") })
    .describe("Of the unit under test"),
  partNumber: text.optional(),
  verdict: z.strictObject({
    table: table.optional(),
    address,
    type: type.default("UINT16"),
    order,
    values: z
      .record(z.string().regex(/^-?\d+$/, "a whole number"), reportedVerdict())
      .describe("What each value of the register means"),
  }),
  acknowledge: writtenPlace.optional().describe("Written when the run's end was read"),
  slot: z.string().min(1).max(64).optional().describe("Position of a multi-up fixture"),
  everyMs: z.int().min(10).max(60_000).default(200),
});

function reportedVerdict() {
  return z.enum(["pass", "fail", "error", "aborted"]);
}

const identityText = z.string().min(1).optional();

/** Checked as a whole: each fault is told with the path of what has to change. */
export const modbusOptions = z
  .strictObject({
    framing: z
      .enum(["rtu", "ascii", "tcp", "rtu-over-tcp"])
      .describe("What is on the wire; a device server without Modbus logic is `rtu-over-tcp`"),
    unitId: z.int().min(0).max(255).default(1),
    timeoutMs: z.int().min(10).max(60_000).default(1_000).describe("For each reply"),
    pauseMs: z.int().min(0).max(10_000).default(0).describe("Least silence between requests"),
    turnaroundMs: z
      .int()
      .min(1)
      .max(10_000)
      .default(100)
      .describe("What every unit of the line has time for after a broadcast"),
    addressBase: z
      .union([z.literal(0), z.literal(1)])
      .describe("Whether the manual calls the first register 0 or 1"),
    silentAfterTimeouts: z
      .int()
      .min(1)
      .max(100)
      .default(3)
      .describe("Requests in a row without a sound reply, then the rig is connected anew"),
    registersMax: z.int().min(1).max(125).default(125).describe("That the device gives at once"),
    bitsMax: z.int().min(1).max(2_000).default(2_000).describe("That the device gives at once"),
    deviceLatencyMs: z
      .number()
      .min(0)
      .max(10_000)
      .optional()
      .describe("Time the device takes for a reply; measured while running"),
    adapterLatencyMs: z
      .number()
      .min(0)
      .max(100)
      .optional()
      .describe("Time a USB adapter holds bytes back; 16 with FTDI's default timer"),
    lineBaudRate: z
      .int()
      .min(50)
      .max(4_000_000)
      .optional()
      .describe("Of the serial line behind a gateway or device server, for the plan"),
    writeFunctions: z
      .enum(["single", "multiple"])
      .default("single")
      .describe("Function 5 and 6 where one place is written, or always 15 and 16"),
    identity: z
      .strictObject({
        vendor: identityText.describe("Vendor name"),
        product: identityText.describe("Product code"),
        revision: identityText.describe("Major and minor revision"),
      })
      .optional()
      .describe("What function 43/14 must answer at each connect, exactly"),
    channels: z.array(channel).max(1_000).default([]).describe("What to read"),
    run: run.optional().describe("How the rig says that it tests a unit"),
  })
  .superRefine((options, context) => {
    for (const { path, message } of [...channelFaults(options), ...runFaults(options)]) {
      context.addIssue({ code: "custom", path: [...path], message });
    }
  });

export type ModbusOptions = z.output<typeof modbusOptions>;
export type ChannelOptions = ModbusOptions["channels"][number];
export type RunOptions = NonNullable<ModbusOptions["run"]>;
