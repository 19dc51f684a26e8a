/** A connection to a Modbus rig, put together. Its library is large: loaded with the first one. */
import type { DriverContext, NoiseEvent, RigConnection } from "../contract.ts";
import { ModbusClient } from "../kit/modbus/modbus-client.ts";
import { broadcastChannels, handshakeChannels, planChannels } from "./channels.ts";
import { Commands } from "./commands.ts";
import { ModbusConnection } from "./connection.ts";
import { verifyIdentity } from "./identity.ts";
import type { ModbusOptions } from "./options.ts";
import { PlaceReader } from "./place-reader.ts";
import { PlannedReads } from "./poll/planned-reads.ts";
import { Refusals } from "./poll/refusals.ts";
import { TelemetryPoll } from "./poll/telemetry-poll.ts";
import { RunWatch } from "./run-watch.ts";
import { measuredTiming } from "./timing.ts";

/** Strays kept until the reader takes the next events: a babbling line must not fill memory. */
const NOISE_MAX = 1_000;

/**
 * Resolves when the unit answers and its runs are followed from now on. Throws DriverError, then
 * nothing is left open.
 */
export async function openModbus(
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
    await verifyIdentity(options.identity, client, { rig: context.rig, signal });
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
  const timing = () => measuredTiming(options, port.settings, client.measured());
  const reads = new PlannedReads({ reader, bounds: options, timing });
  const runs = run && new RunWatch({ run, addressBase, channels: steps, reader, reads });
  const telemetry = new TelemetryPoll({
    ...{ rig, reader, timeoutMs, log },
    channels: channels.filter(({ step }) => step === undefined),
    refusals: new Refusals(options),
    timing,
  });
  const commands = new Commands({
    ...{ rig, reader, writeFunctions },
    broadcast: (request, signal) => client.broadcast(request, options.turnaroundMs, signal),
    broadcasts: broadcastChannels(options),
    channels: [...channels, ...handshakeChannels(options)],
  });
  return new ModbusConnection({ client, runs, telemetry, commands, noise, context });
}
