import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const PROGRAM = new URL("./append-forever.ts", import.meta.url).pathname;
const ANSWERS = 12;

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "rigline-synced-"));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

/**
 * Runs the program under strace for ANSWERS answers, one request at a time. Returns, for each
 * answer, the files that were written and synced since the answer before.
 */
async function traceAnswers(kind: "entries" | "readings") {
  const trace = join(directory, "trace");
  const data = join(directory, "data");
  const calls = "trace=fdatasync,fsync,pwrite64,write";
  const program = [process.execPath, PROGRAM, data, "0", kind, String(ANSWERS)];
  const child = spawn("strace", ["-f", "-y", "-s", "16", "-e", calls, "-o", trace, ...program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  child.stdout.resume();
  const [exitCode] = await once(child, "exit");
  expect(exitCode).toBe(0);
  return splitAtAnswers(await readFile(trace, "utf8"));
}

interface BetweenAnswers {
  readonly written: Set<string>;
  /** Files synced after they were last written. */
  readonly synced: Set<string>;
}

function splitAtAnswers(trace: string): BetweenAnswers[] {
  const parts: BetweenAnswers[] = [];
  let part: BetweenAnswers = { written: new Set(), synced: new Set() };
  for (const line of trace.split("\n")) {
    const [, call, fd, path = ""] = /(\w+)\((\d+)<([^>]*)>/.exec(line) ?? [];
    if (call === "write" && fd === "1") {
      parts.push(part);
      part = { written: new Set(), synced: new Set() };
    } else if (call === "pwrite64" && path.endsWith("-wal")) {
      part.written.add(path);
      part.synced.delete(path);
    } else if (call === "fdatasync" || call === "fsync") part.synced.add(path);
  }
  // The first answer says that the ledger is open; what led to it is the opening.
  return parts.slice(1);
}

test.each([
  ["entries", /ledger\.db-wal$/],
  ["readings", /telemetry\/\d{16}\.segment\.db-wal$/],
] as const)(
  "%s are synced to disk between their writing and the answer",
  async (what, file) => {
    const parts = await traceAnswers(what);
    expect(parts.length).toBeGreaterThanOrEqual(ANSWERS);
    for (const { written, synced } of parts.slice(0, ANSWERS)) {
      const paths = [...written].filter((path) => file.test(path));
      expect(paths).toHaveLength(1);
      expect(paths.every((path) => synced.has(path))).toBe(true);
    }
  },
  60_000,
);
