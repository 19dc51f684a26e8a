/** Modbus TCP requests per second: our bus against bare modbus-serial, same slave, same run. */
import modbusSerial from "modbus-serial";
import { startLibmodbusSlave } from "../support/libmodbus-slave.ts";
import { openMaster, openPort } from "../support/modbus.ts";

const REGISTERS = 10;
const ROUND_MS = 100;
/** Alternating rounds, so that a neighbour's load meets both alike. */
const ROUNDS = 25;

/** Requests per second of `request`, one after the other, for one round. */
async function rate(request: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  let count = 0;
  while (performance.now() - startedMs < ROUND_MS) {
    await request();
    count += 1;
  }
  return (count * 1000) / (performance.now() - startedMs);
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}

/** Goal: ratio ≥ 0.6. Starts and ends a libmodbus slave of its own. */
export async function benchModbus(): Promise<{ name: string; figures: Record<string, number> }> {
  await using slave = await startLibmodbusSlave(["tcp", "0"]);
  const bare = new modbusSerial.default();
  await bare.connectTCP(slave.host, { port: slave.port });
  bare.setID(1);
  bare.setTimeout(1_000);
  const port = openPort({ kind: "tcp", host: slave.host, port: slave.port });
  await using master = await openMaster({ port, framing: "tcp" });
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    theirs.push(await rate(() => bare.readHoldingRegisters(round, REGISTERS)));
    ours.push(
      await rate(() => master.request({ functionCode: 3, address: round, count: REGISTERS })),
    );
  }
  await new Promise<void>((resolve) => bare.close(() => resolve()));
  const figures = {
    requestsPerSecond: Math.round(median(ours)),
    bareRequestsPerSecond: Math.round(median(theirs)),
    ratio: Number((median(ours) / median(theirs)).toFixed(2)),
  };
  return { name: "Modbus TCP through the bus", figures };
}
