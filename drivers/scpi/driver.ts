/** Instruments that speak SCPI, over a serial line or a raw socket. */
import {
  type Driver,
  type DriverContext,
  DriverError,
  type NoiseEvent,
  type RigConnection,
} from "../contract.ts";
import { ScpiConnection } from "./connection.ts";
import { identityFault } from "./decode.ts";
import { drainErrors, throwErrors } from "./error-queue.ts";
import { type ScpiOptions, scpiOptions } from "./options.ts";
import { ScpiClient } from "./scpi-client.ts";

/** Asks one question at a time; takes the whole port. */
export const scpiDriver: Driver<typeof scpiOptions> = {
  name: "scpi",
  summary: "An instrument that speaks SCPI over a serial line or a raw socket.",
  options: scpiOptions,
  channels: ({ channels }) => channels.map(({ name }) => name),
  connect,
};

/** Noise kept until the reader takes the next events: a babbling line must not fill memory. */
const NOISE_MAX = 1_000;

async function connect(
  options: ScpiOptions,
  { port, rig, clock, log }: DriverContext,
  signal: AbortSignal,
): Promise<RigConnection> {
  const link = await port.openLink(signal);
  const noise: NoiseEvent[] = [];
  const client = new ScpiClient({
    ...{ link, clock, rig },
    ...options,
    clearText: options.clear,
    onNoise: (event) => {
      if (noise.length < NOISE_MAX) noise.push(event);
    },
  });
  try {
    const found = await client.identify(signal);
    const fault = options.identity && identityFault(options.identity, found);
    if (fault !== undefined) {
      const message = `rig ${rig} on ${link.description}: "${found}" answers; ${fault}`;
      throw new DriverError("port.wrong-identity", message);
    }
    log.info({ rig, identity: found }, `rig ${rig} is ${found}`);
    await prepare(client, { options, rig, log }, signal);
    return new ScpiConnection({ client, options, rig, clock, noise });
  } catch (error) {
    await client[Symbol.asyncDispose]();
    throw error;
  }
}

/** Old errors are told once, so that none is taken for an answer to what we send. */
async function prepare(
  client: ScpiClient,
  { options, rig, log }: Pick<DriverContext, "rig" | "log"> & { readonly options: ScpiOptions },
  signal: AbortSignal,
): Promise<void> {
  const { checkErrors, errorQuery, timeoutMs, setup } = options;
  const check = { errorQuery, timeoutMs, rig };
  await client.turn(
    "command",
    async (turn) => {
      const old = checkErrors ? await drainErrors(turn, check) : [];
      if (old.length > 0) log.warn({ rig, errors: old }, `rig ${rig} had errors from before`);
      for (const text of setup) {
        await turn.write(text);
        if (checkErrors) await throwErrors(turn, { ...check, text });
      }
    },
    signal,
  );
}
