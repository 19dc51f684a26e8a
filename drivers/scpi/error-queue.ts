/** The instrument's own list of what it did not like: `SYST:ERR?` until it says 0. */
import { DriverError } from "../contract.ts";
import { textOf } from "./answer.ts";
import type { ScpiTurn } from "./scpi-client.ts";

export interface ErrorCheck {
  /** The message that is checked. */
  readonly text: string;
  readonly errorQuery: string;
  readonly timeoutMs: number;
  readonly rig: string;
}

/** SCPI-99 asks for a queue of at least two; nobody's is longer than this. */
const ERRORS_MAX = 50;

/** `-222,"Data out of range;VOLT 99"`: a number, a comma, a text. */
const ENTRY = /^([+-]?\d+)\s*(?:,\s*(.*))?$/;

/** Empties the queue and gives its entries, oldest first. Throws DriverError `request.corrupt`. */
export async function drainErrors(
  turn: ScpiTurn,
  { errorQuery, timeoutMs, rig }: Omit<ErrorCheck, "text">,
): Promise<readonly string[]> {
  const entries: string[] = [];
  while (entries.length < ERRORS_MAX) {
    const entry = textOf(await turn.query(errorQuery, timeoutMs)).trim();
    const [, code] = ENTRY.exec(entry) ?? [];
    if (code === undefined) {
      const message = `rig ${rig}: ${JSON.stringify(entry)} is no answer to ${errorQuery}`;
      throw new DriverError("request.corrupt", message);
    }
    if (Number(code) === 0) return entries;
    entries.push(entry);
  }
  return entries;
}

/** Throws DriverError `request.exception` with the instrument's words where it refused `text`. */
export async function throwErrors(turn: ScpiTurn, check: ErrorCheck): Promise<void> {
  const entries = await drainErrors(turn, check);
  if (entries.length === 0) return;
  const message = `rig ${check.rig} refused ${check.text}: ${entries.join("; ")}`;
  throw new DriverError("request.exception", message, { retryable: false });
}
