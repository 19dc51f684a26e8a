/** The raw bytes of a run, from a real wire to the run's page and back through the driver. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decodeWireFile, encodeWireFile } from "../../drivers/wire-file.ts";
import type { Page, RunDetail, RunSummary } from "../../gateway/api/contract.ts";
import { writeFctLine } from "../support/fct-line.ts";
import { startGateway } from "../support/gateway.ts";
import { until } from "../support/until.ts";

const MAIN = fileURLToPath(new URL("../../gateway/main.ts", import.meta.url));
const CASES = fileURLToPath(new URL("../../fixtures/transcripts/", import.meta.url));

let scratch: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "rigline-black-box-"));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

async function finishedRun(url: string): Promise<RunDetail> {
  const id = await until(
    async () => {
      const response = await fetch(`${url}/api/v1/runs?rig=fct-1`);
      const { items } = (await response.json()) as Page<RunSummary>;
      return items.findLast(({ outcome }) => outcome !== "running")?.id;
    },
    { deadlineMs: 60_000, everyMs: 100, what: "a finished run" },
  );
  return (await (await fetch(`${url}/api/v1/runs/${id}`)).json()) as RunDetail;
}

/** Exit code and everything printed. */
async function replay(...given: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, "replay-wire", ...given]);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => {
      output += text;
    });
  }
  const [code] = await once(child, "close");
  return { code, output };
}

async function writeScratch(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(scratch, name);
  await writeFile(path, content);
  return path;
}

test("a run that did not pass keeps its bytes, and they give the same events again", async () => {
  await using line = await writeFctLine(["--fault", "drop-measurement"]);
  await using gateway = await startGateway({ config: line.path });
  const run = await finishedRun(gateway.url);
  expect(run).toMatchObject({ outcome: "error", cause: "measurement.missing" });
  const response = await fetch(`${gateway.url}/api/v1/runs/${run.id}/wire/fct-1`);
  const bytes = Buffer.from(await response.arrayBuffer());
  const hash = createHash("sha256").update(bytes).digest("hex");
  expect(run.wireHashes).toEqual({ "fct-1": hash });
  const kept = await readFile(join(gateway.dataDirectory, "blobs", hash));
  expect(kept.equals(bytes)).toBe(true);
  const file = decodeWireFile(bytes.toString());
  expect(file.header).toMatchObject({ port: "fct-1", rig: "fct-1", driver: "serial-line" });
  const path = await writeScratch("run.wire.jsonl", bytes);
  const { code, output } = await replay(path);
  expect(output).toContain(`serialNumber=${run.serialNumber}`);
  expect(output).toMatch(/the \d+ recorded events of the run are the same/);
  expect(code).toBe(0);
  await sayWhatChanged(path, file.header.options ?? {});
}, 120_000);

/** Replayed with options that no longer know the measurements. */
async function sayWhatChanged(path: string, options: Record<string, unknown>): Promise<void> {
  const lines = options.lines as { match: string }[];
  const fewer = { ...options, lines: lines.filter(({ match }) => !match.startsWith("MEAS")) };
  const changed = await writeScratch("options.json", JSON.stringify(fewer));
  const { code, output } = await replay(path, "--options", changed);
  expect(output).toMatch(/event \d+ was: .*"step"/);
  expect(output).toContain("replay.differs");
  expect(code).toBe(1);
}

test("a run that passed undisputed keeps none, and the API says how to have them", async () => {
  await using line = await writeFctLine([]);
  await using gateway = await startGateway({ config: line.path });
  const run = await finishedRun(gateway.url);
  expect(run.outcome).toBe("pass");
  expect(run.wireHashes).toBeUndefined();
  const response = await fetch(`${gateway.url}/api/v1/runs/${run.id}/wire/fct-1`);
  expect(await response.json()).toMatchObject({ code: "wire.not-kept" });
  const live = await (await fetch(`${gateway.url}/api/v1/ports/fct-1/wire?lastBytes=500`)).text();
  const { lines } = decodeWireFile(live);
  expect(lines.some(({ dir }) => dir === "rx")).toBe(true);
  expect(lines.some(({ dir }) => dir === "event")).toBe(true);
}, 120_000);

test("a driver that asks otherwise than it did says so, with both requests", async () => {
  const text = await readFile(`${CASES}modbus/recorded-hipot/wire.jsonl`, "utf8");
  const { header } = decodeWireFile(text);
  const options = await writeScratch("unit.json", JSON.stringify({ ...header.options, unitId: 9 }));
  const path = `${CASES}modbus/recorded-hipot/wire.jsonl`;
  const { code, output } = await replay(path, "--options", options);
  expect(output).toMatch(/now sent: +[0-9a-f]{4}0000000609/);
  expect(output).toMatch(/recorded next: [0-9a-f]{4}0000000601/);
  expect(code).toBe(1);
}, 60_000);

test("what is no wire file, or of no driver, is refused with its line", async () => {
  const torn = await writeScratch("torn.jsonl", '{"format":"rigline-wire/1"\n');
  const unread = await replay(torn);
  expect(unread.output).toContain("line 1 of the wire file");
  expect(unread.code).toBe(78);
  const text = await readFile(`${CASES}serial-line/recorded-fail/wire.jsonl`, "utf8");
  const file = decodeWireFile(text);
  const header = { ...file.header, driver: "semaphore" };
  const other = await writeScratch("other.jsonl", encodeWireFile({ ...file, header }));
  const refused = await replay(other);
  expect(refused.output).toContain("driver semaphore");
  expect(refused.code).toBe(78);
}, 60_000);
