import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ImportError, importRecords } from "./import-records.ts";

/** Refused before anything is asked of them. */
const ledger = { execute: () => Promise.reject(new Error("nothing may be imported")) };
const clock = {} as Parameters<typeof importRecords>[2];

it("every fault of a file of records is told at once, with its place, in the words of its writer", async () => {
  const folder = await mkdtemp(join(tmpdir(), "import-"));
  const path = join(folder, "products.yaml");
  await writeFile(
    path,
    [
      "products:",
      "  - partNumber: 7",
      "    stage: production",
      "    route: []",
      "    colour: red",
      "    revisions: [{ revision: A, status: released }]",
      "orders: yes please",
    ].join("\n"),
  );
  try {
    const error = await importRecords(path, { ledger, writeBlob: async () => "" }, clock).catch(
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof ImportError)) throw error;
    expect(error.message.replace(`${path}: `, "").split("; ")).toEqual([
      "products.0.partNumber must be a text",
      "products.0.name is missing",
      "products.0.stage must be concept or evt or dvt or pvt or mp or sustaining or eol",
      "products.0.route must be at least 1 item long",
      "products.0.colour is not a known key",
      "orders must be a list",
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
