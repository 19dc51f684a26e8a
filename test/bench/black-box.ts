/** What the tap of the black box costs a busy serial line, as a part of the framing beside it. */
import { LineFramer } from "../../drivers/kit/line-framer.ts";
import { PortRecorder } from "../../gateway/station/black-box/port-recorder.ts";
import type { BenchResult } from "./result.ts";

const BYTES = 16 << 20;
/** What a read of a busy serial line brings, and what a slow one brings. */
const BUSY_BYTES = 4_096;
const SLOW_BYTES = 64;
const ROUNDS = 7;

/** Takes about 15 s. Both are timed in turns; the median of the rounds is the firm figure. */
export async function benchBlackBox(): Promise<BenchResult> {
  const busy = timeBoth(BUSY_BYTES);
  const slow = timeBoth(SLOW_BYTES);
  const figures = {
    framingMbPerSecond: BYTES / 1e6 / busy.framing,
    tapMbPerSecond: BYTES / 1e6 / busy.tap,
    tapPartOfFraming: partOf(busy),
    tapPartOfFramingIn64ByteReads: partOf(slow),
  };
  return { name: "black box: the tap beside serial-line framing", figures };
}

interface Seconds {
  readonly framing: number;
  readonly tap: number;
}

function partOf({ framing, tap }: Seconds): number {
  return Math.round((tap / framing) * 1_000) / 1_000;
}

function timeBoth(chunkBytes: number): Seconds {
  const chunks = makeChunks(chunkBytes);
  const rounds = Array.from({ length: ROUNDS }, () => ({
    framing: secondsOfFraming(chunks),
    tap: secondsOfTap(chunks),
  }));
  return {
    framing: median(rounds.map(({ framing }) => framing)),
    tap: median(rounds.map(({ tap }) => tap)),
  };
}

function makeChunks(chunkBytes: number): readonly Buffer[] {
  let text = "";
  for (let index = 0; text.length < 1 << 20; index += 1) text += `MEAS vout ${index % 97}.031 V\n`;
  const stream = Buffer.from(text.slice(0, 1 << 20), "latin1");
  return Array.from({ length: BYTES / chunkBytes }, (_, index) => {
    const from = (index * chunkBytes) % stream.length;
    return stream.subarray(from, from + chunkBytes);
  });
}

const at = { utcUs: 0, monoNs: 1_000_000_000n };

function secondsOfFraming(chunks: readonly Buffer[]): number {
  const framer = new LineFramer({ delimiter: "\n", encoding: "ascii", lengthMax: 1_024 });
  let lines = 0;
  const startedAt = performance.now();
  for (const bytes of chunks) lines += framer.push({ bytes, receivedAt: at }).length;
  if (lines === 0) throw new Error("no line was framed: the figure would be a lie");
  return (performance.now() - startedAt) / 1_000;
}

function secondsOfTap(chunks: readonly Buffer[]): number {
  const clock = { now: () => at };
  const recorder = new PortRecorder({ bytesMax: 262_144, ageMaxMs: 3_600_000, clock });
  recorder.opened("bench", at);
  const startedAt = performance.now();
  for (const bytes of chunks) recorder.received(bytes, at);
  const seconds = (performance.now() - startedAt) / 1_000;
  const { lines } = recorder.cut(recorder.markLast(BUSY_BYTES));
  if (lines.length === 0) throw new Error("nothing was kept: the figure would be a lie");
  return seconds;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0;
}
