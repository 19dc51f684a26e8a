import { createHash } from "node:crypto";
import { mkdtemp, open, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Refusal } from "../ledger/contract.ts";
import { BLOB_REMEDIES, openBlobs } from "./blobs.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "rigline-blobs-"));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

const bytes = Buffer.from("VOUT 24.013 V\r\n");
const hash = createHash("sha256").update(bytes).digest("hex");

test("bytes are found again under their hash, and nothing else lies beside them", async () => {
  const blobs = await openBlobs(directory);
  expect(await blobs.write(bytes)).toBe(hash);
  expect(Buffer.from(await blobs.read(hash))).toEqual(bytes);
  expect(await readdir(directory)).toEqual([hash]);
});

test("the same bytes written twice, also at once, are one file", async () => {
  const blobs = await openBlobs(directory);
  const hashes = await Promise.all([blobs.write(bytes), blobs.write(bytes), blobs.write(bytes)]);
  expect(new Set(hashes)).toEqual(new Set([hash]));
  await blobs.write(bytes);
  expect(await readdir(directory)).toEqual([hash]);
});

test("a damaged blob is told, and mended when the true bytes come again", async () => {
  const blobs = await openBlobs(directory);
  await blobs.write(bytes);
  await writeFile(join(directory, hash), "VOUT 24.014 V\r\n");
  const remedy = BLOB_REMEDIES["blob.corrupt"];
  await expect(blobs.read(hash)).rejects.toMatchObject({ code: "blob.corrupt", remedy });
  await blobs.write(bytes);
  expect(Buffer.from(await blobs.read(hash))).toEqual(bytes);
});

test("a file that is taken over is found by its hash and gone where it was", async () => {
  const blobs = await openBlobs(join(directory, "blobs"));
  const path = join(directory, "made-elsewhere");
  await writeFile(path, bytes);
  expect(await blobs.adopt(path)).toBe(hash);
  expect(await readdir(directory)).toEqual(["blobs"]);
  const { bytes: size, chunks } = await blobs.stream(hash);
  expect(size).toBe(bytes.length);
  const read: Uint8Array[] = [];
  for await (const chunk of chunks) read.push(chunk);
  expect(Buffer.concat(read)).toEqual(bytes);
  await expect(blobs.stream("0".repeat(64))).rejects.toMatchObject({ code: "blob.not-found" });
});

test.each(["0".repeat(64), "../ledger.db", ""])("%s names no blob", async (name) => {
  const blobs = await openBlobs(directory);
  await expect(blobs.read(name)).rejects.toMatchObject({ code: "blob.not-found" });
});

test("a full disk refuses the write, names the folder and leaves no file behind", async () => {
  let isFull = true;
  const blobs = await openBlobs(directory, async (path, ...how) => {
    const file = await open(path, ...how);
    if (!isFull) return file;
    await file.close();
    // The kernel's own full disk: every write to it fails with ENOSPC.
    return open("/dev/full", "w");
  });
  const refused = blobs.write(bytes);
  await expect(refused).rejects.toBeInstanceOf(Refusal);
  await expect(refused).rejects.toMatchObject({
    code: "ledger.unavailable",
    message: expect.stringContaining(directory),
  });
  expect(await readdir(directory)).toEqual([]);
  isFull = false;
  expect(await blobs.write(bytes)).toBe(hash);
});
