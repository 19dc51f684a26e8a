import { createHash } from "node:crypto";
import { mkdtemp, open, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openBag } from "../verifier/node-source.ts";
import { bagInfoText, isInside, manifestText, parseBagInfo, parseManifest } from "./bag-text.ts";
import { BagWriter } from "./bag-writer.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "rigline-bag-"));
});
afterEach(() => rm(directory, { recursive: true }));

const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");

async function writeMiniBag(name: string): Promise<string> {
  const path = join(directory, name);
  const target = await open(path, "wx");
  await using bag = await BagWriter.open(directory);
  const file = await bag.file("units.csv");
  for (const part of ["serial,outcome\n", "SN-000123,PASS\n"]) await file.write(part);
  await file.end();
  const info = {
    ...{ "Source-Organization": "Example Mfg", "External-Identifier": "EP-2026-0001" },
    "Bagging-Date": "2026-11-23",
  };
  await bag.finish(target, info);
  await target.close();
  return path;
}

test("CR-90: the mini bag has the hashes that are known of it", async () => {
  const path = await writeMiniBag("mini.zip");
  await using bag = await openBag(path);
  const hashes = new Map<string, string>();
  for (const file of bag.files) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of file.open()) chunks.push(chunk);
    hashes.set(file.path, sha256(Buffer.concat(chunks)));
  }
  expect(Object.fromEntries(hashes)).toMatchObject({
    "data/units.csv": "b0bf686bf52f1f190769c93823f23cf28a2c275fe097b74da25495527f65a0c2",
    "bagit.txt": "1712ecfb074bf29c4188ad3421032509159a09739fd604f8fe57038b4ddefcc9",
    "bag-info.txt": "28cb4c24598b3a7ab75637fdae76b65ac5f15081022e827722972cd55ebc206b",
    "manifest-sha256.txt": "2604605b68f84086ea07a84acaf75bce001bb5d7e40b9cfc954b212edd6c8685",
  });
});

test("the same content makes the same zip, and the spool is gone afterwards", async () => {
  const [one, two] = [await writeMiniBag("one.zip"), await writeMiniBag("two.zip")];
  expect(sha256(await readFile(one))).toBe(sha256(await readFile(two)));
  expect((await readdir(directory)).toSorted()).toEqual(["one.zip", "two.zip"]);
});

test("a folder that can not be written ends with what the disk says", async () => {
  await writeFile(join(directory, "file"), "");
  await expect(BagWriter.open(join(directory, "file"))).rejects.toMatchObject({ code: "ENOTDIR" });
});

test("paths with CR, LF and percent go through a manifest and come back", () => {
  const path = "data/a\r\nb%25.txt";
  const text = manifestText([{ path, sha256: "0".repeat(64) }]);
  expect(text).toBe(`${"0".repeat(64)} data/a%0D%0Ab%2525.txt\n`);
  expect([...(parseManifest(text)?.keys() ?? [])]).toEqual([path]);
  expect(parseManifest("no hash  data/x\n")).toBeUndefined();
});

test("labels of bag-info stay on a line of their own", () => {
  const text = bagInfoText({ "External-Description": "two\nlines", "Payload-Oxum": "30.1" });
  expect(text).toBe("External-Description: two lines\nPayload-Oxum: 30.1\n");
  expect(parseBagInfo("A: one\n  more\nB: two\n")).toEqual({ A: "one more", B: "two" });
});

test.each(["../x", "/etc/passwd", "data/../../x", "data//x", "a\\b", "", "data/./x"])(
  "%s lies outside of a bag",
  (path) => expect(isInside(path)).toBe(false),
);
