/** Modbus rigs: RTU on a serial line, TCP, and RTU frames through a device server. */
import type {
  Driver,
  DriverContext,
  NoiseEvent,
  PortDemand,
  PortSettings,
  RigConnection,
} from "../contract.ts";
import { ModbusClient } from "../kit/modbus/modbus-client.ts";
import { planPolls } from "../kit/plan/poll-plan.ts";
import { demandOf } from "../kit/plan/port-load.ts";
import { adapterMsOf, type WireTiming, wireTiming } from "../kit/plan/wire-time.ts";
import { planChannels } from "./channels.ts";
import { Commands } from "./commands.ts";
import { ModbusConnection } from "./connection.ts";
import { type ModbusOptions, modbusOptions } from "./options.ts";
import { PlaceReader } from "./place-reader.ts";
import { Refusals } from "./poll/refusals.ts";
import { TelemetryPoll } from "./poll/telemetry-poll.ts";
import { MBAP_REPLAY } from "./replay-rules.ts";
import { runDemand } from "./run-demand.ts";
import { RunWatch } from "./run-watch.ts";

/** The driver `modbus`. Several rigs may share its port, each with a unit id of its own. */
export const modbusDriver: Driver<typeof modbusOptions> = {
  name: "modbus",
  summary: "Modbus RTU, TCP or RTU over TCP: polls channels and follows runs by status bits.",
  options: modbusOptions,
  sharesPort: true,
  replayRules: ({ framing }) => (framing === "tcp" ? MBAP_REPLAY : undefined),
  demand,
  connect,
};

/** Strays kept until the reader takes the next events: a babbling line must not fill memory. */
const NOISE_MAX = 1_000;
/** What a device is taken to need for a reply until it was measured. */
const DEVICE_MS = 10;

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
    const connection = assemble({ options, context, client, noise });
    // Resolved means heard: what this look finds is the first that the connection tells.
    await connection.begin(signal);
    return connection;
  } catch (error) {
    await client[Symbol.asyncDispose]();
    throw error;
  }
}

function assemble({
  options,
  context,
  client,
  noise,
}: {
  readonly options: ModbusOptions;
  readonly context: DriverContext;
  readonly client: ModbusClient;
  readonly noise: NoiseEvent[];
}): ModbusConnection {
  const { rig, clock, log, port } = context;
  const { silentAfterTimeouts, timeoutMs, run, addressBase, writeFunctions } = options;
  const channels = planChannels(options);
  const reader = new PlaceReader({ rig, client, clock, bounds: options, silentAfterTimeouts });
  const steps = channels.filter(({ step }) => step !== undefined);
  const runs = run && new RunWatch({ run, addressBase, channels: steps, reader });
  const telemetry = new TelemetryPoll({
    ...{ rig, reader, timeoutMs, log },
    channels: channels.filter(({ step }) => step === undefined),
    refusals: new Refusals(options),
    timing: () => timingOf(options, port.settings, DEVICE_MS),
  });
  const commands = new Commands({ rig, reader, channels, writeFunctions });
  return new ModbusConnection({ client, runs, telemetry, commands, noise, context });
}

function timingOf(options: ModbusOptions, settings: PortSettings, assumedMs: number): WireTiming {
  const { framing, pauseMs, deviceLatencyMs = assumedMs, adapterLatencyMs } = options;
  const adapterMs = adapterMsOf(settings, adapterLatencyMs);
  return wireTiming({ settings, framing, pauseMs, deviceMs: deviceLatencyMs, adapterMs });
}

/** Of telemetry and of following the runs. */
function demand(
  options: ModbusOptions,
  settings: PortSettings,
  assumedMs: number,
): readonly PortDemand[] {
  const timing = timingOf(options, settings, assumedMs);
  const telemetry = planChannels(options).filter(({ step }) => step === undefined);
  return [...demandOf(planPolls(telemetry, options, timing)), ...runDemand(options, timing)];
}
