/** Very many exchanges over a hostile line, in virtual time. */
import type { Clock } from "../../drivers/contract.ts";
import { ModbusBus } from "../../drivers/kit/modbus/modbus-bus.ts";
import type { ModbusRequest } from "../../drivers/kit/modbus/modbus-request.ts";
import { seededRandom } from "../../fixtures/simulators/line-plan.ts";
import { HOSTILE_TIMEOUT_MS, HostileLine } from "./hostile-line.ts";
import { isRightAnswer, telltaleTables } from "./modbus.ts";

export interface HostileTally {
  right: number;
  wrong: number;
  /** Ended by an error, by code. */
  readonly failed: Record<string, number>;
  readonly mischief: ReadonlyMap<string, number>;
}

export interface HostileInput {
  readonly framing: "rtu" | "tcp";
  readonly seed: number;
  readonly exchanges: number;
  readonly clock: Clock;
  /** Lets virtual time run to the next timer. */
  readonly advance: () => Promise<unknown>;
}

/** Reads of every function code; a new bus wherever one failed. Resolves with what came of it. */
export async function exchangeHostilely(input: HostileInput): Promise<HostileTally> {
  const { framing, seed, exchanges, clock } = input;
  const random = seededRandom(seed, 7);
  const tables = telltaleTables();
  const mischief = new Map<string, number>();
  const tally = { right: 0, wrong: 0, failed: {} as Record<string, number>, mischief };
  let bus: ModbusBus | undefined;
  let line: HostileLine | undefined;
  for (let at = 0; at < exchanges; at += 1) {
    if (!bus || bus.failed) {
      await bus?.[Symbol.asyncDispose]();
      addCounts(mischief, line);
      line = new HostileLine({ framing, seed: seed + at, tables, clock });
      bus = new ModbusBus(line, { framing, clock, gapMs: framing === "rtu" ? 1.75 : 0 });
    }
    const request = randomRead(random);
    const outcome = await exchange(bus, request, input.advance);
    if ("code" in outcome) tally.failed[outcome.code] = (tally.failed[outcome.code] ?? 0) + 1;
    else if (isRightAnswer(request, outcome, tables)) tally.right += 1;
    else tally.wrong += 1;
  }
  addCounts(mischief, line);
  await bus?.[Symbol.asyncDispose]();
  return tally;
}

type Outcome = Parameters<typeof isRightAnswer>[1] | { readonly code: string };

async function exchange(
  bus: ModbusBus,
  request: ModbusRequest,
  advance: HostileInput["advance"],
): Promise<Outcome> {
  let outcome: Outcome | undefined;
  const job = { unitId: 1, request, timeoutMs: HOSTILE_TIMEOUT_MS, pauseMs: 0, onStray() {} };
  bus.request(job, new AbortController().signal).then(
    (reply) => {
      outcome = reply;
    },
    (error) => {
      outcome = { code: String(error.code) };
    },
  );
  while (!outcome) await advance();
  return outcome;
}

/** Few shapes, so that a reply often fits a request it does not belong to. */
function randomRead(random: () => number): ModbusRequest {
  const functionCode = ([3, 3, 4, 1, 2] as const)[Math.floor(random() * 5)] ?? 3;
  const count = [1, 2, 10, 125][Math.floor(random() * 4)] ?? 1;
  return { functionCode, address: Math.floor(random() * 1_800), count };
}

function addCounts(into: Map<string, number>, line: HostileLine | undefined): void {
  for (const [name, count] of line?.mischief ?? []) into.set(name, (into.get(name) ?? 0) + count);
}
