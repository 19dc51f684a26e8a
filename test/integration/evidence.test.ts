import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runProgram } from "../../gateway/cli/program.ts";
import { BagError, type BagFile } from "../../gateway/compliance/verifier/bag-source.ts";
import { nodeHasher, openBag } from "../../gateway/compliance/verifier/node-source.ts";
import { verifyBag } from "../../gateway/compliance/verifier/verify-bag.ts";
import type { EvidenceView } from "../../gateway/records/evidence/record.ts";
import {
  type BagBytes,
  dropLastLine,
  readBag,
  rewriteManifests,
  textIn,
  zipOf,
} from "../support/bag-bytes.ts";
import { type EvidenceLine, openEvidenceLine, runOf, serialOf } from "../support/evidence-line.ts";

const run = promisify(execFile);
const PYTHON = new URL("../support/verify-bag.py", import.meta.url).pathname;
let directory: string;
let line: EvidenceLine;
let sealed: EvidenceView;
let zip: string;
/** The bag in memory: each test changes a copy. */
let files: BagBytes;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "rigline-evidence-"));
  line = await openEvidenceLine(join(directory, "data"));
  await line.orderUnits(25);
  for (let index = 1; index <= 22; index += 1) await line.addRun(runOf(index));
  sealed = await line.seal({ orderId: "WO-1" });
  zip = join(directory, "package.zip");
  await line.download(sealed, zip);
  files = await readBag(zip);
});
afterAll(async () => {
  await line[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

type Change = (bag: BagBytes) => void;

function bagOf(change: Change = () => undefined): BagFile[] {
  const bag = new Map(files);
  change(bag);
  return [...bag].map(([path, bytes]) => ({
    path,
    bytes: bytes.length,
    async *open() {
      yield bytes;
    },
  }));
}

const verify = (change?: Change, kept = {}) =>
  verifyBag(bagOf(change), { newHasher: nodeHasher, kept });
const text = (path: string) => textIn(files, path);

async function unpack(folder: string): Promise<void> {
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
}

test("CR-92: a package states its scope, how much of it is there, and what is not", async () => {
  expect(sealed).toMatchObject({
    state: "sealed",
    number: expect.stringMatching(/^EP-2026-\d{4}$/),
  });
  expect(sealed.contents).toMatchObject({ unitsAsked: 25, units: 22, runs: 22 });
  expect(sealed.contents?.gaps[0]).toBe("3 of 25 units of the order have not been seen here.");
  const report = await verify();
  expect(report).toMatchObject({ findings: [], completeness: "22 of 25 units" });
  expect(report.entries).toBe(sealed.contents?.entries);
  expect(text("data/VERIFY.md")).toContain("22 of 25 units");
});

test("`verify --json` tells programs of a package and of a ledger what it tells people", async () => {
  const told = async (...words: readonly string[]) => {
    let out = "";
    const say = (text: string) => {
      out += text;
    };
    const code = await runProgram(["verify", ...words, "--json"], {
      ...{ root: directory, version: "0.1.0", directory, terminal: false, env: {}, out: say },
      ...{ err: () => undefined, onReload: () => undefined, onCrash: () => undefined },
      signal: new AbortController().signal,
    });
    return { code, report: JSON.parse(out) as object };
  };
  const completeness = "22 of 25 units";
  const report = { sound: true, path: zip, findings: [], completeness };
  expect(await told("package.zip")).toMatchObject({ code: 0, report });
  await writeFile(
    join(directory, "damaged.zip"),
    zipOf(new Map(files).set("data/x", Buffer.of(1))),
  );
  const findings = [{ code: "bag.unexpected-file", path: "data/x", what: expect.any(String) }];
  expect(await told("damaged.zip")).toMatchObject({ code: 74, report: { sound: false, findings } });
  const whole = { faults: [], entries: expect.any(Number), beside: { faults: [] } };
  expect(await told("--data", "data")).toMatchObject({ code: 0, report: whole });
});

test("failing runs are always among the exceptions and in the records", () => {
  const exceptions = text("data/exceptions.jsonl")
    .trim()
    .split("\n")
    .map((each) => JSON.parse(each));
  const ofUnits = exceptions.filter(({ serialNumber }) => serialNumber !== undefined);
  expect(ofUnits.map(({ serialNumber, kind }) => [serialNumber, kind])).toEqual([
    [serialOf(10), "failed"],
    [serialOf(20), "failed"],
  ]);
  // The procedures of the line came from a file: nobody signed for their limits here.
  const others = exceptions.filter(({ serialNumber }) => serialNumber === undefined);
  expect(new Set(others.map(({ kind }) => kind))).toEqual(new Set(["unsigned"]));
  expect(text("data/records/runs.csv").match(/,fail,/g)?.length).toBeGreaterThanOrEqual(2);
  expect(text("data/report.pdf").slice(0, 8)).toBe("%PDF-1.7");
});

test("CR-91: the zip, the unpacked folder, sha256sum and an independent verifier agree", async () => {
  const folder = join(directory, "unpacked");
  await unpack(folder);
  for (const path of [zip, folder]) {
    await using bag = await openBag(path);
    expect((await verifyBag(bag.files, { newHasher: nodeHasher })).findings).toEqual([]);
  }
  await run("sha256sum", ["-c", "--quiet", "manifest-sha256.txt"], { cwd: folder });
  await run("sha256sum", ["-c", "--quiet", "tagmanifest-sha256.txt"], { cwd: folder });
  const { stdout } = await run("python3", [PYTHON, folder]);
  expect(stdout).toContain(`sound: ${sealed.contents?.entries} entries`);
});

test("CR-90: one changed byte fails sha256sum, our verifier and the independent one", async () => {
  const folder = join(directory, "changed");
  await unpack(folder);
  const path = join(folder, "data/audit/entries.jsonl");
  const entries = await readFile(path, "utf8");
  await writeFile(path, entries.replace("3.7", "3.3"));
  await using bag = await openBag(folder);
  const { findings } = await verifyBag(bag.files, { newHasher: nodeHasher });
  expect(findings.map(({ code }) => code)).toEqual(["bag.altered", "bag.entry-altered"]);
  expect(findings[0]?.path).toBe("data/audit/entries.jsonl");
  await expect(run("sha256sum", ["-c", "manifest-sha256.txt"], { cwd: folder })).rejects.toThrow();
  await expect(run("python3", [PYTHON, folder])).rejects.toMatchObject({
    stdout: expect.stringContaining("data/audit/entries.jsonl"),
  });
});

const ENTRIES = "data/audit/entries.jsonl";

test.each<[string, string, Change]>([
  ["a file was added", "bag.unexpected-file", (bag) => bag.set("data/extra.txt", Buffer.from("x"))],
  ["a file was removed", "bag.incomplete", (bag) => void bag.delete("data/report.pdf")],
  ["the report was altered", "bag.altered", (bag) => bag.set("data/report.pdf", Buffer.from("x"))],
  ["the seal was removed", "bag.seal-broken", (bag) => void bag.delete("seal.txt")],
])("CR-90: that %s is said as %s", async (_what, code, change) => {
  const { findings } = await verify(change);
  expect(findings.map((finding) => finding.code)).toContain(code);
});

test("CR-90: whichever byte of whichever file is changed, it is said, and never as a fault of ours", async () => {
  const paths = [...files].filter(([, bytes]) => bytes.length > 0).map(([path]) => path);
  const places = fc.tuple(fc.constantFrom(...paths), fc.nat(), fc.integer({ min: 1, max: 255 }));
  await fc.assert(
    fc.asyncProperty(places, async ([path, place, mask]) => {
      const bytes = Uint8Array.from(files.get(path) ?? []);
      const at = place % bytes.length;
      bytes[at] = (bytes[at] ?? 0) ^ mask;
      const told = await verify((bag) => bag.set(path, bytes)).catch((error: unknown) => error);
      if (told instanceof BagError) return;
      expect(told).toMatchObject({ findings: expect.arrayContaining([expect.anything()]) });
    }),
    { numRuns: 150 },
  );
});

test.each<[string, string, Change]>([
  ["an entry was dropped from the end", "bag.entries-missing", (bag) => dropLastLine(bag, ENTRIES)],
  [
    "a record was altered",
    "bag.records-differ",
    (bag) => {
      const path = "data/records/runs.csv";
      bag.set(path, Buffer.from(text(path).replace(",fail,", ",pass,")));
    },
  ],
  ["a file was added", "bag.seal-broken", (bag) => bag.set("data/extra.txt", Buffer.from("x"))],
])(
  "that %s is said as %s, though all manifests were written again",
  async (_what, code, change) => {
    const { findings } = await verify((bag) => {
      change(bag);
      rewriteManifests(bag);
    });
    const codes = findings.map((finding) => finding.code);
    expect(codes).toContain(code);
    expect(codes).toContain("bag.seal-broken");
  },
);

test("a package of another gateway is told by its key, and by a checkpoint that was kept", async () => {
  const other = await openEvidenceLine(join(directory, "other"));
  await other.orderUnits(20);
  await other.addRun(runOf(1));
  const path = join(directory, "other.zip");
  await other.download(await other.seal({ orderId: "WO-1" }), path);
  await other[Symbol.asyncDispose]();
  const foreign = await readBag(path);
  const key = textIn(foreign, "data/proofs/log.vkey");
  const note = textIn(foreign, "data/proofs/checkpoint.txt");
  const own = text("data/proofs/checkpoint.txt");
  expect((await verify(undefined, { checkpoints: [own] })).findings).toEqual([]);
  expect((await verify(undefined, { keys: [key] })).findings[0]?.code).toBe("bag.other-key");
  expect((await verify(undefined, { checkpoints: [note] })).findings[0]?.code).toBe(
    "bag.other-key",
  );
});

test("CR-94: a package issued again supersedes the old one, which stays as it is", async () => {
  const again = await line.seal(
    { serialNumbers: [serialOf(1), "NOBODY"] },
    { supersedes: sealed.id, reason: "the list was wrong" },
  );
  expect(again).toMatchObject({ state: "sealed", contents: { units: 1, missing: ["NOBODY"] } });
  const old = await line.ledger.ask("evidence.get", { id: sealed.id });
  expect(old).toMatchObject({ state: "superseded", supersededBy: again.id, seal: sealed.seal });
  await line.download(old, join(directory, "old.zip"));
  expect(await readFile(join(directory, "old.zip"))).toEqual(await readFile(zip));
});

test("a checkpoint kept before the sealing is shown to be the beginning of the package's", async () => {
  const kept = text("data/proofs/checkpoint.txt");
  const later = await line.seal({ orderId: "WO-1" });
  const path = join(directory, "later.zip");
  await line.download(later, path);
  await using bag = await openBag(path);
  const check = { newHasher: nodeHasher, kept: { checkpoints: [kept] } };
  expect((await verifyBag(bag.files, check)).findings).toEqual([]);
});
