/** What the probe of the API is asked and answers. Numbers of devices are texts: 64 bits fit. */
import { z } from "zod";

const text = z.string();

/** A rig that uses a port. */
const user = z.object({
  name: text,
  driver: text,
  enabled: z.boolean(),
  unitId: z.int().optional(),
  framing: text.optional(),
});

/** A port that can be probed: of the configuration, or a device that is plugged in. */
export const portView = z.object({
  name: text.optional().describe("Of the configuration; absent for a device that no port names"),
  kind: z.enum(["serial", "tcp"]),
  address: text.describe("For people: `tcp 10.0.0.7:502`, `/dev/ttyUSB0 at 9600 8N1`"),
  device: text.optional().describe("Path of a device that no port names"),
  heldBy: text.optional().describe("Another process that has it open"),
  rigs: z.array(user),
});

const at = {
  port: text.min(1).max(64).optional().describe("A port of the configuration"),
  tcp: text
    .max(300)
    .regex(/^(?:tcp:\/\/)?(?:\[[^\]]+\]|[^:\s]+):\d{1,5}$/, "HOST:PORT")
    .optional()
    .describe("A device that no port names, HOST:PORT"),
  serial: z
    .strictObject({
      device: text.min(1).max(200).describe("Of the list of ports"),
      baudRate: z.int().min(50).max(4_000_000).default(9_600),
      parity: z.enum(["none", "even", "odd"]).default("none"),
    })
    .optional(),
};

interface At {
  readonly port?: unknown;
  readonly tcp?: unknown;
  readonly serial?: unknown;
}

const isOnePlace = ({ port, tcp, serial }: At) =>
  [port, tcp, serial].filter((each) => each !== undefined).length === 1;
const ONE_PLACE = "must name one of `port`, `tcp` and `serial`";

/** What is to be read, and what the device shows. */
export const registersQuestion = z
  .strictObject({
    ...at,
    framing: z
      .enum(["rtu", "ascii", "tcp", "rtu-over-tcp"])
      .optional()
      .describe("Of the rig on the port where absent; else `tcp` for sockets, `rtu` for serial"),
    unitId: z.int().min(0).max(255).default(1),
    table: z.enum(["input", "holding", "both"]).default("both"),
    address: z.string().min(1).max(12).describe("As the manual writes it"),
    addressing: z
      .enum(["unknown", "base-0", "base-1", "prefixed"])
      .default("unknown")
      .describe("How the manual counts; `prefixed` is 40101, `unknown` looks at both bases"),
    count: z.int().min(1).max(100).default(1).describe("Addresses from there on to search"),
    value: z
      .string()
      .max(40)
      .optional()
      .describe("What the device shows, with its digits: they say how exactly"),
    name: z.string().min(1).max(64).default("quantity").describe("Of the channel in the YAML"),
    unit: z.string().max(40).default("").describe("Of measure (UCUM), in the YAML"),
    timeoutMs: z.int().min(10).max(5_000).default(1_000).describe("For each reply"),
  })
  .refine(isOnePlace, { error: ONE_PLACE, path: ["port"] });

/** Where to listen, and how long. */
export const textQuestion = z
  .strictObject({
    ...at,
    listenMs: z.int().min(100).max(10_000).default(3_000),
  })
  .refine(isOnePlace, { error: ONE_PLACE, path: ["port"] });

const cell = z.object({
  value: text,
  scale: z.number().optional().describe("Present where it fits, scaled so"),
});

/** Everything that was read in one table. */
export const probedTableView = z.object({
  table: z.enum(["input", "holding"]),
  address: z.int(),
  registers: z
    .array(
      z.object({ address: z.int().describe("On the wire, from 0"), hex: text, value: z.int() }),
    )
    .describe("Empty where the device has none there"),
  decodings: z.array(
    z.object({
      type: text,
      order: text,
      base0: cell.optional(),
      base1: cell.optional(),
    }),
  ),
  fits: z
    .array(
      z.object({
        address: z.int(),
        addressBase: z.int(),
        type: text,
        order: text,
        scale: z.number(),
        quantity: text,
        yaml: text.describe("The channel, ready to be copied under `channels:`"),
      }),
    )
    .describe("The likeliest first, at most 20"),
  fitsInAll: z.int(),
});

/** What a look at registers found. */
export const probedRegistersView = z.object({
  from: text.describe("Who was asked"),
  isShared: z.boolean().describe("Asked on the bus that running rigs use, in turn with them"),
  identity: text.optional().describe("Who the device says it is"),
  tables: z.array(probedTableView),
  yaml: text.optional().describe("Of the likeliest fit of all: `addressBase:` and the channel"),
});

/** What listening to a device found. */
export const probedTextView = z.object({
  from: text,
  isShared: z.boolean().describe("Not listened anew: what the running rig heard of late"),
  heardBytes: z.int(),
  textShare: z
    .number()
    .describe("Of all bytes, those that are text; much less than 1: wrong speed"),
  lines: z.array(text),
  hex: text.describe("The latest bytes, at most 64"),
  delimiter: text.optional(),
  pattern: z
    .object({
      kind: z.enum(["json", "key-value", "csv", "words"]),
      fits: z.int(),
      of: z.int(),
      found: z.array(z.object({ channel: text, value: text })),
    })
    .optional(),
  yaml: text.optional().describe("`options:` of a rig with the driver serial-line"),
});

export type PortView = z.infer<typeof portView>;
export type RegistersQuestion = z.output<typeof registersQuestion>;
export type RegistersInput = z.input<typeof registersQuestion>;
export type TextQuestion = z.output<typeof textQuestion>;
export type TextInput = z.input<typeof textQuestion>;
export type ProbedTableView = z.infer<typeof probedTableView>;
export type ProbedRegistersView = z.infer<typeof probedRegistersView>;
export type ProbedTextView = z.infer<typeof probedTextView>;
