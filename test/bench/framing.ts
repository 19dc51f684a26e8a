/** Lines per second of our framer against serialport's ReadlineParser, in one run. */
import { once } from "node:events";
import { ReadlineParser } from "serialport";
import { LineFramer } from "../../drivers/kit/line-framer.ts";
import type { BenchResult } from "./result.ts";

const LINES = 1_000_000;
/** What a read of a busy serial line brings. */
const CHUNK_BYTES = 4_096;
const ROUNDS = 3;

/** Takes about 5 s; the best of three rounds each, so that a noisy machine disturbs less. */
export async function benchFraming(): Promise<BenchResult> {
  const chunks = makeChunks();
  let ours = 0;
  let theirs = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    ours = Math.max(ours, LINES / secondsOfOurs(chunks));
    theirs = Math.max(theirs, LINES / (await secondsOfTheirs(chunks)));
  }
  const figures = {
    linesPerSecond: Math.round(ours),
    readlineParserLinesPerSecond: Math.round(theirs),
    ratio: Math.round((ours / theirs) * 100) / 100,
  };
  return { name: "serial-line framing", figures };
}

function makeChunks(): readonly Buffer[] {
  const lines = Array.from(
    { length: LINES },
    (_, index) => `MEAS vout ${index % 9_973}.031 V PASS`,
  );
  const stream = Buffer.from(`${lines.join("\n")}\n`, "latin1");
  const count = Math.ceil(stream.length / CHUNK_BYTES);
  return Array.from({ length: count }, (_, index) =>
    stream.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES),
  );
}

function secondsOfOurs(chunks: readonly Buffer[]): number {
  const framer = new LineFramer({ delimiter: "\n", encoding: "ascii", lengthMax: 1_024 });
  const receivedAt = { utcUs: 0, monoNs: 0n };
  let count = 0;
  const startedAt = performance.now();
  for (const bytes of chunks) count += framer.push({ bytes, receivedAt }).length;
  return secondsSince(startedAt, count);
}

async function secondsOfTheirs(chunks: readonly Buffer[]): Promise<number> {
  const parser = new ReadlineParser({ delimiter: "\n", encoding: "ascii" });
  let count = 0;
  parser.on("data", () => {
    count += 1;
  });
  const ended = once(parser, "end");
  const startedAt = performance.now();
  for (const bytes of chunks) if (!parser.write(bytes)) await once(parser, "drain");
  parser.end();
  await ended;
  return secondsSince(startedAt, count);
}

function secondsSince(startedAt: number, count: number): number {
  if (count !== LINES) throw new Error(`${count} lines of ${LINES}: the figure would be a lie`);
  return (performance.now() - startedAt) / 1_000;
}
