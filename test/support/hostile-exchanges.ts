/** Very many exchanges over a hostile line, in virtual time. */
import type { Clock } from "../../drivers/contract.ts";
import { ModbusBus } from "../../drivers/kit/modbus/modbus-bus.ts";
import type { ModbusRequest } from "../../drivers/kit/modbus/modbus-request.ts";
import { UnitBook } from "../../drivers/kit/modbus/unit/unit-book.ts";
import { seededRandom } from "../../fixtures/simulators/line-plan.ts";
import type { SlaveTables } from "../../fixtures/simulators/modbus-slave.ts";
import { HOSTILE_TIMEOUT_MS, HostileLine } from "./hostile-line.ts";
import { isRightAnswer, telltaleTables } from "./modbus.ts";

export interface HostileTally {
  right: number;
  /** A value from anywhere else, or a write that was confirmed and not done. */
  wrong: number;
  /** Ended by an error, by code. */
  readonly failed: Record<string, number>;
  readonly mischief: ReadonlyMap<string, number>;
}

export interface HostileInput {
  readonly framing: "rtu" | "ascii" | "tcp";
  readonly seed: number;
  readonly exchanges: number;
  readonly clock: Clock;
  /** Lets virtual time run to the next timer. */
  readonly advance: () => Promise<unknown>;
}

const UNITS = [1, 2];
const POLL_MS = 100;
const TABLE_SIZE = 2_000;
/** Nothing is read from here on: it is written to. */
const WRITTEN_FROM = 1_950;

/** Everything one run of exchanges needs. */
interface Setting {
  readonly input: HostileInput;
  readonly random: () => number;
  readonly tables: ReadonlyMap<number, SlaveTables>;
  readonly book: UnitBook;
  readonly mischief: Map<string, number>;
  line?: HostileLine;
  bus?: ModbusBus;
}

/** Reads and writes of several units; a new bus wherever one failed. Resolves with the tally. */
export async function exchangeHostilely(input: HostileInput): Promise<HostileTally> {
  const tables = new Map(UNITS.map((unitId) => [unitId, saltedTables(unitId)]));
  const setting: Setting = {
    ...{ input, tables, random: seededRandom(input.seed, 7), book: new UnitBook() },
    mischief: new Map<string, number>(),
  };
  const { mischief } = setting;
  const tally = { right: 0, wrong: 0, failed: {} as Record<string, number>, mischief };
  for (let at = 0; at < input.exchanges; at += 1) {
    const bus = await workingBus(setting, at);
    const unitId = await chooseUnit(setting);
    const request = randomRequest(setting.random, at);
    const outcome = await exchange(bus, { unitId, request }, input.advance);
    if ("code" in outcome) tally.failed[outcome.code] = (tally.failed[outcome.code] ?? 0) + 1;
    else if (isDone(request, outcome, tables.get(unitId))) tally.right += 1;
    else tally.wrong += 1;
  }
  addCounts(mischief, setting.line);
  await setting.bus?.[Symbol.asyncDispose]();
  return tally;
}

/** One that may be asked: who is set back is not polled without end, time has to pass. */
async function chooseUnit({ random, book, input }: Setting): Promise<number> {
  for (;;) {
    const unitId = UNITS[Math.floor(random() * UNITS.length)] ?? 1;
    const nowMs = Number(input.clock.now().monoNs) / 1e6;
    if (book.unit(unitId).health.untilProbeMs(nowMs) === 0) return unitId;
    setTimeout(() => undefined, POLL_MS);
    await input.advance();
  }
}

/** Each unit holds other values than its neighbours at each place. */
function saltedTables(unitId: number): SlaveTables {
  const { coils, discrete, input, holding } = telltaleTables(TABLE_SIZE + unitId * 100);
  return {
    coils: coils.slice(unitId * 100),
    discrete: discrete.slice(unitId * 100),
    input: input.map((word) => word + unitId * 8_000),
    holding: holding.map((word) => word + unitId * 8_000),
  };
}

async function workingBus(setting: Setting, at: number): Promise<ModbusBus> {
  const { input, tables, book } = setting;
  if (setting.bus?.failed === false) return setting.bus;
  await setting.bus?.[Symbol.asyncDispose]();
  addCounts(setting.mischief, setting.line);
  const { framing, seed, clock } = input;
  setting.line = new HostileLine({ framing, seed: seed + at, tables, clock });
  const gapMs = framing === "tcp" ? 0 : 1.75;
  setting.bus = new ModbusBus(setting.line, { framing, clock, gapMs, book });
  return setting.bus;
}

type Outcome = Parameters<typeof isRightAnswer>[1] | { readonly code: string };

async function exchange(
  bus: ModbusBus,
  asked: { readonly unitId: number; readonly request: ModbusRequest },
  advance: HostileInput["advance"],
): Promise<Outcome> {
  let outcome: Outcome | undefined;
  const job = { ...asked, timeoutMs: HOSTILE_TIMEOUT_MS, pauseMs: 0, onStray() {} };
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

/** A write was done when the unit holds what was written: no value is ever written twice. */
function isDone(
  request: ModbusRequest,
  outcome: Exclude<Outcome, { code: string }>,
  tables: SlaveTables | undefined,
): boolean {
  if (tables === undefined) return false;
  if ("count" in request) return isRightAnswer(request, outcome, tables);
  if (request.functionCode === 6) return tables.holding[request.address] === request.value;
  if (request.functionCode !== 16) return false;
  return request.values.every((value, at) => tables.holding[request.address + at] === value);
}

/** Few shapes, so that a reply often fits a request it does not belong to. */
function randomRequest(random: () => number, at: number): ModbusRequest {
  const functionCode = ([3, 3, 3, 3, 4, 1, 2, 6, 16] as const)[Math.floor(random() * 9)] ?? 3;
  if (functionCode === 6) return { functionCode, address: WRITTEN_FROM, value: at & 0xffff };
  if (functionCode === 16) {
    return { functionCode, address: WRITTEN_FROM, values: [at & 0xffff, ~at & 0xffff] };
  }
  const count = [10, 10, 10, 10, 2, 125][Math.floor(random() * 6)] ?? 1;
  return { functionCode, address: Math.floor(random() * 1_800), count };
}

function addCounts(into: Map<string, number>, line: HostileLine | undefined): void {
  for (const [name, count] of line?.mischief ?? []) into.set(name, (into.get(name) ?? 0) + count);
}
