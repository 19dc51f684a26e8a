/** What begins a run: an order at the desk, or an edge of a channel such as a lid that closes. */
import { DriverError } from "../../../drivers/contract.ts";
import type { DrivenRigConfig } from "../../config/driven-schema.ts";
import { holds } from "../../domain/program/condition.ts";
import { Refusal } from "../../ledger/contract.ts";
import { type ExchangeParts, pause } from "./exchanges.ts";
import { findValue } from "./find-value.ts";
import type { OperatorDesk, PendingOrder, RunOrder } from "./operator-desk.ts";

export interface TriggerParts extends ExchangeParts {
  readonly start: DrivenRigConfig["start"];
  readonly desk: OperatorDesk;
  /** Aborts when the gateway stops or an instrument is lost; its reason is thrown. */
  readonly signal: AbortSignal;
}

/** A run that is to begin, and whom to tell. */
export interface WantedRun {
  readonly order: RunOrder;
  readonly pending?: PendingOrder;
}

const EXCHANGE_MS = 2_000;
const QUIET = { answers: new Map<string, never>(), quiet: true } as const;

/**
 * Waits for the next run. The channel must first be seen not to be so: a lid that was closed all
 * the time, over a restart or after a run, begins nothing. Throws DriverError, and the signal's
 * reason where that aborts.
 */
export async function untilStart(parts: TriggerParts): Promise<WantedRun> {
  const { start, desk, signal } = parts;
  const wake = new AbortController();
  desk.onOrder(() => wake.abort());
  const either = AbortSignal.any([signal, wake.signal]);
  let wasOff = false;
  for (;;) {
    signal.throwIfAborted();
    const pending = desk.takeOrder();
    if (pending !== undefined) return await ordered(pending, parts);
    if (start.when !== undefined) {
      const isOn = await isSo(start.when, parts);
      if (isOn && wasOff) return { order: await readOrder(parts) };
      wasOff ||= isOn === false;
    }
    // Either wakes it early: the loop's own conditions see why.
    await pause(start.when === undefined ? 1_000 : start.everyMs, either).catch(() => undefined);
  }
}

/** Undefined where nobody can tell: a lid that can not be read is not an open one. */
async function isSo(
  when: NonNullable<TriggerParts["start"]["when"]>,
  parts: TriggerParts,
): Promise<boolean | undefined> {
  const condition = { ...when, timeoutMs: EXCHANGE_MS };
  const { value, quality } = await findValue(condition, { ...parts, ...QUIET });
  return quality === "good" ? holds(condition, value) : undefined;
}

/** An order's serial number must be what the unit itself says. */
async function ordered(pending: PendingOrder, parts: TriggerParts): Promise<WantedRun> {
  const read = await readOrder(parts).catch((error: unknown) => {
    // Nobody else has the order any more.
    pending.reject(new Refusal("rig.not-connected", "an instrument of the rig was lost"));
    throw error;
  });
  const { serialNumber = read.serialNumber, partNumber, operator } = pending.order;
  const order = {
    ...(serialNumber === undefined ? {} : { serialNumber }),
    ...(partNumber === undefined ? {} : { partNumber }),
    ...(operator === undefined ? {} : { operator }),
  };
  if (parts.start.serialNumber === undefined || read.serialNumber === serialNumber) {
    return { order, pending };
  }
  const found = read.serialNumber ?? "nothing readable";
  const message = `ordered for ${serialNumber}, but the unit says ${found}`;
  pending.reject(new Refusal("unit.mismatch", message));
  parts.desk.show("idle");
  return await untilStart(parts);
}

/** Without a serial number where the unit does not tell it: the run is stored as it is. */
async function readOrder(parts: TriggerParts): Promise<RunOrder> {
  const source = parts.start.serialNumber;
  if (source === undefined) return {};
  const { on, channel, query, match } = source;
  const place = {
    ...{ on, timeoutMs: EXCHANGE_MS },
    ...(channel === undefined ? {} : { channel }),
    ...(query === undefined ? {} : { query }),
  };
  try {
    const { value, quality } = await findValue(place, { ...parts, ...QUIET });
    const text = String(value).trim();
    const serial = match === undefined ? text : new RegExp(match, "u").exec(text)?.groups?.value;
    return quality === "good" && serial ? { serialNumber: serial } : {};
  } catch (error) {
    const isUnread = error instanceof DriverError && error.code !== "wire.lost";
    if (isUnread) return {};
    throw error;
  }
}
