import { appendFile, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type BagBytes,
  dropLastLine,
  readBag,
  rewriteManifests,
  sealAgain,
  textIn,
  zipOf,
} from "../support/bag-bytes.ts";
import { openBrowser, type TestBrowser } from "../support/browser.ts";
import { openEvidenceLine, runOf } from "../support/evidence-line.ts";
import { rigline } from "../support/rigline.ts";

const PAGE = new URL("../../dashboard/dist/verify.html", import.meta.url);
let directory: string;
let zip: string;
let bag: BagBytes;
let browser: TestBrowser;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "rigline-verify-page-"));
  zip = join(directory, "package.zip");
  await using line = await openEvidenceLine(join(directory, "data"), { demo: true });
  await line.orderUnits(12);
  for (let index = 1; index <= 12; index += 1) await line.addRun(runOf(index));
  await line.download(await line.seal({ orderId: "WO-1" }), zip);
  bag = await readBag(zip);
  // Elsewhere than the dashboard: the page needs nothing beside it.
  await copyFile(PAGE, join(directory, "verify.html"));
  browser = await openBrowser();
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

async function resultOf(file: string, kept = ""): Promise<string> {
  const page = await browser.open();
  await page.goto(pathToFileURL(join(directory, "verify.html")).href);
  await page.locator("#kept").fill(kept);
  await page.locator("#file").setInputFiles(file);
  await page.locator("#result[data-verdict]").waitFor({ timeout: 60_000 });
  return (await page.locator("#result").textContent()) ?? "";
}

/** Changes bytes of a file inside the zip without its hash: the text must stand as it is. */
async function changed(name: string, change: (bytes: Buffer) => Buffer): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, change(await readFile(zip)));
  return path;
}

test("CR-91: opened from a file, without a network, the page says that a package is sound", async () => {
  const text = await resultOf(zip);
  expect(text).toContain("sound");
  expect(text).toContain("12 of 12 units");
  expect(text).toContain("DEMO");
  expect(browser.requested.every((address) => address.startsWith("file:"))).toBe(true);
});

test("CR-90: a changed byte is not sound, and the page says of which file", async () => {
  // Within the deflated bytes of the first payload file.
  const broken = await changed("broken.zip", (bytes) => {
    const at = bytes.indexOf("data/audit/entries.jsonl") + "data/audit/entries.jsonl".length + 200;
    bytes[at] = (bytes[at] ?? 0) ^ 0x01;
    return bytes;
  });
  const text = await resultOf(broken);
  expect(text).not.toContain("sound.");
  expect(text).toContain("data/audit/entries.jsonl");
});

test("a zip that is cut off, and a file that is none, are told as such", async () => {
  const cut = await changed("cut.zip", (bytes) => bytes.subarray(0, bytes.length / 2));
  expect(await resultOf(cut)).toContain("bag.unreadable");
  const other = join(directory, "other.zip");
  await appendFile(other, "this is no zip");
  expect(await resultOf(other)).toContain("bag.unreadable");
});

interface Damage {
  readonly what: string;
  readonly change: (bag: BagBytes) => void;
  /** The first thing that is said, by its code and where. */
  readonly code: string;
  readonly where: string;
  readonly exitCode: number;
}

const ENTRIES = "data/audit/entries.jsonl";
const TABLE = "data/records/measurements.csv";

const DAMAGES: readonly Damage[] = [
  {
    ...{ what: "one byte changed", code: "bag.altered", where: TABLE, exitCode: 74 },
    change: (copy) => copy.set(TABLE, Buffer.from(textIn(copy, TABLE).replace("3.7", "3.4"))),
  },
  {
    ...{ what: "one file added", code: "bag.unexpected-file", exitCode: 74 },
    where: "data/attachments/waiver.pdf",
    change: (copy) => copy.set("data/attachments/waiver.pdf", Buffer.from("all is well")),
  },
  {
    ...{ what: "one file removed", code: "bag.incomplete", where: "data/report.pdf" },
    ...{ exitCode: 74, change: (copy) => void copy.delete("data/report.pdf") },
  },
  {
    ...{ what: "one entry dropped from the end", code: "bag.entries-missing", exitCode: 74 },
    where: ENTRIES,
    change(copy) {
      dropLastLine(copy, ENTRIES);
      rewriteManifests(copy);
    },
  },
  {
    ...{ what: "another gateway's key", code: "bag.other-key", exitCode: 77 },
    ...{ where: "which is not the key that was given", change: sealAgain },
  },
];

test.each(DAMAGES)(
  "CR-90: a package with $what: `rigline verify` in an empty directory and the page both say so",
  async ({ change, code, where, exitCode }) => {
    const copy = new Map(bag);
    change(copy);
    const elsewhere = await mkdtemp(join(directory, "elsewhere-"));
    const file = join(elsewhere, "package.zip");
    await writeFile(file, zipOf(copy));
    const key = textIn(bag, "data/proofs/log.vkey").trim();
    const command = rigline(["verify", "package.zip", "--key", key], 120_000, elsewhere);
    const [{ code: ended, all }, text] = await Promise.all([command, resultOf(file, key)]);
    expect(ended, all).toBe(exitCode);
    for (const told of [all, text]) {
      expect(told).toMatch(new RegExp(`${where.replaceAll(".", "\\.")}.*\\(${code}\\)`));
      expect(told).toContain("What to do: ");
      expect(told).not.toContain("sound.");
    }
  },
);

test("the package as it was sealed is sound for the command too, in an empty directory", async () => {
  const elsewhere = join(directory, "empty");
  await mkdir(elsewhere);
  const key = textIn(bag, "data/proofs/log.vkey").trim();
  const { code, out } = await rigline(["verify", zip, "--key", key], 120_000, elsewhere);
  expect(code, out).toBe(0);
  expect(out).toContain("sound. ");
  expect(out).toContain("12 of 12 units");
});
