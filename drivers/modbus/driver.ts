/** Modbus rigs: RTU on a serial line, TCP, and RTU frames through a device server. */
import {
  type Driver,
  type DriverContext,
  DriverError,
  type NoiseEvent,
  type RigConnection,
} from "../contract.ts";
import { ModbusClient } from "../kit/modbus/modbus-client.ts";
import { ModbusConnection, type Task } from "./connection.ts";
import { type ModbusOptions, modbusOptions } from "./options.ts";
import { PlaceReader } from "./place-reader.ts";
import { planChannels } from "./poll-plan.ts";
import { MBAP_REPLAY } from "./replay-rules.ts";
import { RunWatch } from "./run-watch.ts";
import { TelemetryPoll } from "./telemetry-poll.ts";

/** The driver `modbus`. Several rigs may share its port, each with a unit id of its own. */
export const modbusDriver: Driver<typeof modbusOptions> = {
  name: "modbus",
  summary: "Modbus RTU, TCP or RTU over TCP: polls channels and follows runs by status bits.",
  options: modbusOptions,
  sharesPort: true,
  replayRules: ({ framing }) => (framing === "tcp" ? MBAP_REPLAY : undefined),
  connect,
};

/** Strays kept until the reader takes the next events: a babbling line must not fill memory. */
const NOISE_MAX = 1_000;

async function connect(
  options: ModbusOptions,
  context: DriverContext,
  signal: AbortSignal,
): Promise<RigConnection> {
  const { framing, unitId, timeoutMs, pauseMs } = options;
  const noise: NoiseEvent[] = [];
  const client = await ModbusClient.open(
    {
      ...{ port: context.port, clock: context.clock, framing, unitId, timeoutMs, pauseMs },
      onStray: ({ reason, bytes }, takenAt) => {
        if (noise.length < NOISE_MAX) noise.push({ kind: "noise", reason, bytes, takenAt });
      },
    },
    signal,
  );
  try {
    const { rig, clock } = context;
    const { silentAfterTimeouts } = options;
    const reader = new PlaceReader({ rig, client, clock, bounds: options, silentAfterTimeouts });
    const tasks = planTasks(options, reader);
    // Resolved means heard: what this look finds is the first that the connection tells.
    const first = (await tasks[0]?.look(signal)) ?? [];
    if (first.some((event) => event.kind === "reading" && event.quality === "timeout")) {
      throw new DriverError("request.timeout", `rig ${rig}: unit ${unitId} does not answer`);
    }
    return new ModbusConnection({ client, tasks, first, noise, context });
  } catch (error) {
    await client[Symbol.asyncDispose]();
    throw error;
  }
}

/** The runs first, then the telemetry by cadence; the first task is due at once. */
function planTasks(options: ModbusOptions, reader: PlaceReader): readonly Task[] {
  const channels = planChannels(options);
  const { run, addressBase } = options;
  const steps = channels.filter(({ step }) => step !== undefined);
  const byCadence = Map.groupBy(
    channels.filter(({ step }) => step === undefined),
    ({ everyMs }) => everyMs,
  );
  const polls = [...byCadence.values()].map((group) => new TelemetryPoll(group, reader, options));
  return run ? [new RunWatch({ run, addressBase, channels: steps, reader }), ...polls] : polls;
}
