/**
 * The shape of rigline.yaml: facts of the station only. What is controlled data (products,
 * procedures, limits, orders) is records, imported from the files under `import:`.
 */
import { z } from "zod";
import { alarmSchema } from "./alarms/alarm-schema.ts";
import { drivenRigSchema } from "./driven-schema.ts";
import { apiSchema } from "./listening/api-schema.ts";
import { brokerSchema, mqttSchema, sparkplugSchema } from "./mqtt/mqtt-schema.ts";
import { downtimeSchema } from "./places/downtime-schema.ts";
import { watchedFolderSchema } from "./places/folder-schema.ts";
import { ownStartSchema, shiftsSchema, stationSchema } from "./places/place-schema.ts";
import { stackLightSchema } from "./places/stack-light-schema.ts";
import { portSchema } from "./ports/port-schema.ts";

const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, "letters, digits, `_`, `.`, `-`; at most 64");
const filePath = z.string().min(1);

const equipmentBinding = z.strictObject({
  id: name.describe("The number on its label"),
  function: z.string().min(1).describe("Which of its functions, as its calibration names it"),
  steps: z.array(z.string().min(1)).min(1).optional().describe("Measured with it; all if absent"),
});

const rig = z.strictObject({
  title: z.string().optional(),
  driver: z.string(),
  port: name,
  station: name,
  operation: name,
  partNumber: z.string().optional().describe("Of its units, where the rig does not say it"),
  enabled: z.boolean().default(true),
  silentAfterMs: z.int().min(100).max(86_400_000).default(30_000),
  runTimeoutMs: z.int().min(1_000).max(604_800_000).default(3_600_000),
  equipment: z
    .array(equipmentBinding)
    .max(50)
    .default([])
    .describe("Registered instruments it measures with, pinned into each run"),
  slots: z
    .array(name)
    .min(1)
    .max(64)
    .optional()
    .describe("Positions of a fixture for several units, as the rig names them"),
  interlocks: ownStartSchema.optional().describe("What must hold before a unit is tested"),
  alarms: alarmSchema.prefault({}),
  options: z.record(z.string(), z.unknown()).default({}).describe("The driver's own options"),
});

const influxdb = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  org: z.string().default("rigline"),
  bucket: z.string().min(1),
  tokenFile: filePath.optional(),
  /** InfluxDB 1.x has no /api/v2/write of its own: `v1` writes to /write?db=BUCKET. */
  api: z.enum(["v2", "v1"]).default("v2"),
  precision: z.enum(["ns", "ms"]).default("ns"),
  batchLines: z.int().min(1).max(5_000).default(5_000),
  startsAt: z.enum(["beginning", "now"]).default("beginning"),
  share: name.optional().describe("Historians of one such name share the feed (`$share/NAME`)"),
  historian: z
    .enum(["in-gateway", "alone"])
    .default("in-gateway")
    .describe("`alone`: `rigline historian` writes the database, in a process of its own"),
});

const blackBox = z.strictObject({
  bytesPerPort: z
    .int()
    .min(4_096)
    .max(16_777_216)
    .default(131_072)
    .describe("Raw bytes of both directions that are kept of each port"),
  minutesPerPort: z.int().min(1).max(10_080).default(60).describe("Older bytes are forgotten"),
  save: z
    .enum(["failed", "all"])
    .default("failed")
    .describe("`failed`: with every run that is no undisputed pass"),
});

const retention = z.strictObject({
  telemetryDays: z
    .int()
    .min(1)
    .max(36_500)
    .default(90)
    .describe("Older telemetry goes once every sink has it; runs and their traces stay for ever"),
  telemetryMb: z
    .int()
    .min(16)
    .max(10_000_000)
    .default(10_240)
    .describe(
      "Beyond it the oldest telemetry goes, also where a sink has not got it: told, counted",
    ),
});

const disk = z.strictObject({
  reserveMb: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(256)
    .describe("With less free space no new run starts, so that those that run can be stored"),
});

/** Strict: an unknown key is a fault. Defaults make every optional block whole. */
export const configSchema = z.strictObject({
  site: z.strictObject({
    enterprise: name.default("enterprise"),
    name: name,
    area: name.default("area"),
    line: name.default("line"),
    timeZone: z.string().default("UTC"),
    shifts: shiftsSchema.default([]).describe("By which checks of the shift are due"),
  }),
  dataDirectory: filePath.optional(),
  api: apiSchema.prefault({}),
  import: z.array(filePath).default([]).describe("Files of products, procedures and orders"),
  watchedFolders: z
    .record(name, watchedFolderSchema)
    .default({})
    .describe("Folders into which other tools write their results"),
  ports: z.record(name, portSchema),
  rigs: z.record(name, rig),
  driven: z.record(name, drivenRigSchema).default({}),
  stations: z.record(name, stationSchema).default({}).describe("Titles of the work places"),
  downtime: downtimeSchema.prefault({}).describe("Why a station may stand still"),
  stackLights: z.record(name, stackLightSchema).default({}).describe("Lights of the stations"),
  broker: brokerSchema.prefault({ kind: "embedded" }),
  mqtt: mqttSchema.prefault({}),
  sparkplug: sparkplugSchema.optional().describe("An edge node of Sparkplug B 3.0 beside it"),
  influxdb: influxdb.optional(),
  telemetry: z
    .strictObject({
      segmentMb: z.int().min(1).max(1024).default(64),
      segmentMinutes: z.int().min(1).max(1440).default(60),
    })
    .prefault({}),
  retention: retention.prefault({}),
  disk: disk.prefault({}),
  blackBox: blackBox.prefault({}),
  demo: z
    .strictObject({ story: filePath.describe("A program that tells the demo its past") })
    .optional()
    .describe("Only where every port is simulated"),
  log: z
    .strictObject({ level: z.enum(["debug", "info", "warn", "error"]).default("info") })
    .prefault({}),
});

export type Config = z.output<typeof configSchema>;
export type RigConfig = Config["rigs"][string];
export type PortConfig = Config["ports"][string];
export type BrokerConfig = Config["broker"];
export type InfluxConfig = NonNullable<Config["influxdb"]>;
