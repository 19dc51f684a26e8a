/** Lines over a pseudo-terminal: our link and framer beside serialport and its ReadlineParser. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ReadlineParser, SerialPort } from "serialport";
import { LineFramer } from "../../../drivers/kit/line-framer.ts";
import { openPort, serialSettings } from "../../support/modbus.ts";
import { openPtyPair } from "../../support/pty.ts";
import { type Contender, measureRounds, median, ratioOf } from "./rounds.ts";

const LINES = 50_000;
const BAUD_RATE = 115_200;

/** Goal: 0.80, while ours is bounded and theirs is not. */
export async function measureLines(): Promise<Readonly<Record<string, number>>> {
  const directory = await mkdtemp(join(tmpdir(), "rigline-bench-lines-"));
  try {
    const file = join(directory, "lines");
    const lines = Array.from({ length: LINES }, (_, at) => `MEAS vout ${at % 9_973}.031 V PASS\n`);
    await writeFile(file, lines.join(""));
    await using ours = await openOurs(file);
    await using theirs = await openTheirs(file);
    const contenders = { ours: ours.contend, theirs: theirs.contend };
    const rates = await measureRounds({ contenders, rounds: 11, roundMs: 0, warmUpMs: 0 });
    return {
      lineOursPerSecond: median(rates.ours),
      lineReadlineParserPerSecond: median(rates.theirs),
      lineOursToReadlineParser: ratioOf(rates.ours, rates.theirs),
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

interface OpenContender extends AsyncDisposable {
  readonly contend: Contender;
}

/** The rig is another process, so that only the listening is done in this one. */
async function talk(file: string, rigPath: string): Promise<void> {
  const child = spawn("dd", [`if=${file}`, `of=${rigPath}`, "bs=4096", "conv=notrunc"], {
    stdio: ["ignore", "ignore", "ignore"],
  });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`the rig ended with ${code}`);
}

async function openOurs(file: string): Promise<OpenContender> {
  const pty = await openPtyPair();
  const { signal } = new AbortController();
  const link = await openPort(serialSettings(pty.path, BAUD_RATE)).openLink(signal);
  const chunks = link.chunks(signal)[Symbol.asyncIterator]();
  const framer = new LineFramer({ delimiter: "\n", encoding: "ascii", lengthMax: 1_024 });
  const hear = async () => {
    for (let count = 0; count < LINES; ) {
      const { value: chunk, done } = await chunks.next();
      if (done) throw new Error("the link ended");
      for (const { kind } of framer.push(chunk)) {
        if (kind !== "frame") throw new Error("noise: the figure would be a lie");
        count += 1;
      }
    }
  };
  return {
    contend: () => linesPerSecond(hear, talk.bind(undefined, file, pty.rigPath)),
    async [Symbol.asyncDispose]() {
      await link[Symbol.asyncDispose]();
      await pty[Symbol.asyncDispose]();
    },
  };
}

async function openTheirs(file: string): Promise<OpenContender> {
  const pty = await openPtyPair();
  const port = new SerialPort({ path: pty.path, baudRate: BAUD_RATE, autoOpen: false });
  await new Promise<void>((resolve, reject) =>
    port.open((error) => (error ? reject(error) : resolve())),
  );
  const parser = port.pipe(new ReadlineParser({ delimiter: "\n", encoding: "ascii" }));
  let count = 0;
  let heard = () => {};
  parser.on("data", () => {
    count += 1;
    if (count % LINES === 0) heard();
  });
  const hear = () =>
    new Promise<void>((resolve) => {
      heard = resolve;
    });
  return {
    contend: () => linesPerSecond(hear, talk.bind(undefined, file, pty.rigPath)),
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => port.close(() => resolve()));
      await pty[Symbol.asyncDispose]();
    },
  };
}

async function linesPerSecond(
  hear: () => Promise<void>,
  say: () => Promise<void>,
): Promise<number> {
  const startedMs = performance.now();
  await Promise.all([hear(), say()]);
  return (LINES * 1_000) / (performance.now() - startedMs);
}
