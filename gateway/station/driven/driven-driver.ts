/** A driven rig as a driver, so that it is a rig like any other for the session and the ledger. */
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import {
  type Driver,
  type DriverContext,
  DriverError,
  type Port,
} from "../../../drivers/contract.ts";
import type { LiveRig } from "../live-rig.ts";
import { DrivenConnection, type DrivenParts } from "./driven-connection.ts";
import { exchange } from "./exchanges.ts";

export interface DrivenDriverParts extends DrivenParts {
  /** The instruments by role; undefined while one is not connected. */
  readonly find: (role: string) => LiveRig | undefined;
}

const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 50;
const WRITE_MS = 2_000;

/** A driver for this one rig. Connecting waits for its instruments, then makes them safe. */
export function drivenDriver(parts: DrivenDriverParts): Driver {
  return {
    name: "driven",
    summary: "Performs a procedure's program with other rigs as its instruments.",
    options: z.unknown(),
    async connect(_options, context, signal) {
      const instruments = await untilConnected(parts, signal);
      await makeSafe(parts, instruments, { context, signal });
      return new DrivenConnection(parts, context, instruments);
    },
  };
}

/** What a driven rig has in place of a port: it is never opened. */
export function noPort(instruments: readonly string[]): Port {
  const refuse = () => {
    throw new DriverError("request.invalid", "a driven rig has no wire of its own");
  };
  return {
    name: instruments.join(", "),
    settings: { kind: "tcp", host: "", port: 0 },
    openLink: refuse,
    share: refuse,
  };
}

async function untilConnected(
  { config, find, name }: DrivenDriverParts,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, LiveRig>> {
  const roles = Object.keys(config.instruments);
  for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
    const found = new Map(roles.map((role) => [role, find(role)]));
    const missing = roles.filter((role) => found.get(role) === undefined);
    if (missing.length === 0) return found as ReadonlyMap<string, LiveRig>;
    if (waitedMs >= PATIENCE_MS) {
      const names = missing.map((role) => config.instruments[role]).join(", ");
      throw new DriverError("wire.lost", `rig ${name} waits for its instruments: ${names}`, {
        retryable: true,
      });
    }
    await delay(LOOK_EVERY_MS, undefined, { signal });
  }
}

/** Whatever was before, a crash in the middle of a run included: the rig begins in a safe state. */
async function makeSafe(
  { config, keeper }: DrivenDriverParts,
  instruments: ReadonlyMap<string, LiveRig>,
  { context, signal }: { context: DriverContext; signal: AbortSignal },
): Promise<void> {
  const parts = { instruments, clock: context.clock, note: keeper.note.bind(keeper) };
  for (const { on, channel, to } of config.safeState) {
    const command = { kind: "write", channel, value: to } as const;
    await exchange(parts, { on, command, timeoutMs: WRITE_MS, signal });
  }
}
