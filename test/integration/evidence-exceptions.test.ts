import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nodeHasher, openBag } from "../../gateway/compliance/verifier/node-source.ts";
import { verifyBag } from "../../gateway/compliance/verifier/verify-bag.ts";
import type { EvidenceException } from "../../gateway/records/evidence/page-query.ts";
import { type EvidenceLine, openEvidenceLine } from "../support/evidence-line.ts";
import { drawExceptions, EXPECTED, runId, serialOf } from "../support/exception-line.ts";
import { pagesOf } from "../support/pdf-text.ts";

const run = promisify(execFile);
const PYTHON = new URL("../support/verify-bag.py", import.meta.url).pathname;
let directory: string;
let line: EvidenceLine;
let zip: string;
const files = new Map<string, Buffer>();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "rigline-exceptions-"));
  line = await openEvidenceLine(join(directory, "data"));
  await line.orderUnits(20);
  await drawExceptions(line);
  zip = join(directory, "package.zip");
  await line.download(await line.seal({ orderId: "WO-1" }), zip);
  await using bag = await openBag(zip);
  for (const file of bag.files) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of file.open()) chunks.push(chunk);
    files.set(file.path, Buffer.concat(chunks));
  }
});
afterAll(async () => {
  await line[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const linesOf = <Line>(path: string): Line[] =>
  (files.get(path)?.toString("utf8") ?? "")
    .trim()
    .split("\n")
    .map((each) => JSON.parse(each) as Line);
const listAll = async (filter: object = {}) =>
  (await line.ledger.ask("exceptions.list", { limit: 200, ...filter })).items;

test("everything that did not go by the book is in the list, and what did is not", async () => {
  const items = await listAll();
  const found = items.map(({ kind, type, id }) => [kind, type, id]);
  expect(found).toEqual(expect.arrayContaining(EXPECTED.map((each) => [...each])));
  expect(found.filter(([, , id]) => id === runId(4))).toEqual([]);
});

test("the list of one unit has what is about it, also where an entry is about several", async () => {
  const kindsOf = async (index: number) =>
    new Set((await listAll({ serialNumber: serialOf(index) })).map(({ kind }) => kind));
  expect(await kindsOf(1)).toEqual(new Set(["failed", "hold", "nonconformance", "concession"]));
  expect(await kindsOf(6)).toEqual(new Set(["override"]));
  expect(await kindsOf(10)).toEqual(new Set(["out-of-tolerance"]));
  expect(await kindsOf(4)).toEqual(new Set());
});

test("CR-92: a package over the whole line has the same exceptions as the list, each once", async () => {
  const items = await listAll();
  const listed = items.map(({ seq, kind, text, serialNumber }) => ({
    seq,
    kind,
    text,
    serialNumber,
  }));
  const packed = linesOf<EvidenceException>("data/exceptions.jsonl").map(
    ({ seq, kind, text, serialNumber }) => ({ seq, kind, text, serialNumber }),
  );
  const byPlace = (left: { seq: number; kind: string }, right: { seq: number; kind: string }) =>
    left.seq - right.seq || left.kind.localeCompare(right.kind);
  expect(packed.toSorted(byPlace)).toEqual(listed.toSorted(byPlace));
});

test("page one of the report counts every kind and names every exception", async () => {
  const [first = ""] = pagesOf(files.get("data/report.pdf") ?? Buffer.of());
  const page = first.replaceAll(/\s+/g, "");
  const exceptions = linesOf<EvidenceException>("data/exceptions.jsonl");
  const counts = Object.entries(await line.ledger.ask("exceptions.counts", null));
  expect(page).toContain(`Exceptions:${exceptions.length}`);
  for (const [kind, count] of counts.filter(([, each]) => each > 0)) {
    expect(page).toContain(`${kind}${count}`);
  }
  for (const { text, seq } of exceptions) {
    expect(page).toContain(`${text}(entry${seq})`.replaceAll(/\s+/g, ""));
  }
});

test("CR-90: a package with every kind of record is sound for both verifiers", async () => {
  await using bag = await openBag(zip);
  expect((await verifyBag(bag.files, { newHasher: nodeHasher })).findings).toEqual([]);
  for (const name of ["holds", "dispositions", "invalidations", "overrides", "calibrations"]) {
    expect(files.has(`data/records/${name}.jsonl`), name).toBe(true);
  }
  const folder = join(directory, "unpacked");
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  expect((await run("python3", [PYTHON, folder])).stdout).toContain("sound: ");
});
