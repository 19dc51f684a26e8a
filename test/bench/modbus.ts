/**
 * Modbus TCP requests per second: our bus against bare modbus-serial, same slave, same run.
 *
 * Rounds are short, and each pair of rounds gives one ratio: a neighbour's load meets both alike,
 * and the median of the pairs forgets the rounds where it did not. Processor time per request is
 * the second, firmer look: it does not count the time for which a neighbour had the processor.
 */
import modbusSerial from "modbus-serial";
import { startLibmodbusSlave } from "../support/libmodbus-slave.ts";
import { openMaster, openPort } from "../support/modbus.ts";
import type { BenchResult } from "./result.ts";

const REGISTERS = 10;
const ROUND_MS = 50;
const PAIRS = 60;
/** Both are compiled by then. */
const WARM_UP_MS = 500;

interface Round {
  readonly perSecond: number;
  /** Processor time of this process for one request, user and system. */
  readonly cpuUs: number;
}

type Request = (address: number) => Promise<unknown>;

/** `request` again and again, one after the other. */
async function measure(request: Request, forMs: number): Promise<Round> {
  const cpuBefore = process.cpuUsage();
  const startedMs = performance.now();
  let count = 0;
  while (performance.now() - startedMs < forMs) {
    await request(count % PAIRS);
    count += 1;
  }
  const tookMs = performance.now() - startedMs;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { perSecond: (count * 1000) / tookMs, cpuUs: (user + system) / count };
}

/** Pairs of rounds; who begins alternates. */
async function measurePairs(ours: Request, bare: Request): Promise<{ ours: Round; bare: Round }[]> {
  await measure(bare, WARM_UP_MS);
  await measure(ours, WARM_UP_MS);
  const pairs = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const early = pair % 2 === 0 ? await measure(bare, ROUND_MS) : undefined;
    const round = await measure(ours, ROUND_MS);
    pairs.push({ ours: round, bare: early ?? (await measure(bare, ROUND_MS)) });
  }
  return pairs;
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}

/** Goal: ratio ≥ 0.6. Starts and ends a libmodbus slave of its own. */
export async function benchModbus(): Promise<BenchResult> {
  await using slave = await startLibmodbusSlave(["tcp", "0"]);
  const modbus = new modbusSerial.default();
  await modbus.connectTCP(slave.host, { port: slave.port });
  modbus.setID(1);
  modbus.setTimeout(1_000);
  const port = openPort({ kind: "tcp", host: slave.host, port: slave.port });
  await using master = await openMaster({ port, framing: "tcp" });
  const pairs = await measurePairs(
    (address) => master.request({ functionCode: 3, address, count: REGISTERS }),
    (address) => modbus.readHoldingRegisters(address, REGISTERS),
  );
  await new Promise<void>((resolve) => modbus.close(() => resolve()));
  const figures = {
    requestsPerSecond: Math.round(median(pairs.map(({ ours }) => ours.perSecond))),
    bareRequestsPerSecond: Math.round(median(pairs.map(({ bare }) => bare.perSecond))),
    ratio: median(pairs.map(({ ours, bare }) => ours.perSecond / bare.perSecond)),
    cpuUsPerRequest: median(pairs.map(({ ours }) => ours.cpuUs)),
    bareCpuUsPerRequest: median(pairs.map(({ bare }) => bare.cpuUs)),
    cpuRatio: median(pairs.map(({ ours, bare }) => bare.cpuUs / ours.cpuUs)),
  };
  return { name: "Modbus TCP through the bus", figures };
}
