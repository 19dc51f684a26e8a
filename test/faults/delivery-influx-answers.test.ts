import { expect, test } from "vitest";
import { type LineVerdict, writeLines } from "../../gateway/historian/batch-writer.ts";
import { openInfluxWriter } from "../../gateway/historian/influx-writer.ts";
import { decideOnAnswer, decideOnFailure } from "../../gateway/historian/write-decision.ts";
import { openStandIn, type StandIn } from "../support/influx-stand-in.ts";

interface Rehearsed {
  readonly verdicts: readonly LineVerdict[];
  /** What the manual clock was asked to wait. */
  readonly delaysMs: readonly number[];
  readonly pauses: readonly (string | undefined)[];
}

async function write(database: StandIn, lines: readonly string[]): Promise<Rehearsed> {
  const delaysMs: number[] = [];
  const pauses: (string | undefined)[] = [];
  const settings = {
    org: "o",
    bucket: "b",
    api: "v2",
    precision: "ns",
    batchLines: 5_000,
  } as const;
  using writer = openInfluxWriter({ url: database.url, token: "secret", ...settings });
  const verdicts = await writeLines(
    lines,
    {
      write: async (some, signal) => {
        try {
          return decideOnAnswer(await writer.write(some, signal), 0);
        } catch (error) {
          return decideOnFailure(error);
        }
      },
      probe: () => "historian alive=true 1",
      wait: async (ms) => {
        delaysMs.push(ms);
      },
      random: () => 0,
      onPause: (pause) => pauses.push(pause?.code),
    },
    AbortSignal.timeout(20_000),
  );
  return { verdicts, delaysMs, pauses };
}

const lines = (count: number) =>
  Array.from({ length: count }, (_, index) => `reading value=${index} ${index + 1}`);
const kinds = (verdicts: readonly LineVerdict[]) => verdicts.map(({ kind }) => kind);
const stored = { status: 204 };
const message = (text: string) => JSON.stringify({ code: "invalid", message: text });

test("of 5,000 lines with a bad one 4,999 are stored and one is rejected with its reason", async () => {
  const given = lines(5_000).with(1_234, "reading value=bad 1");
  await using database = await openStandIn((some) =>
    some.includes("reading value=bad 1") ? { status: 400, body: message("bad float") } : stored,
  );
  const { verdicts } = await write(database, given);
  expect(verdicts[1_234]).toMatchObject({ kind: "rejected" });
  expect(verdicts[1_234]).toHaveProperty("reason", expect.stringContaining("bad float"));
  expect(kinds(verdicts).filter((kind) => kind === "written")).toHaveLength(4_999);
  expect(new Set(database.stored)).toEqual(new Set(given.toSpliced(1_234, 1)));
  expect(database.requests.length).toBeLessThanOrEqual(1 + 2 * 13);
});

test("Retry-After is obeyed in seconds, and nothing of the batch is lost", async () => {
  await using database = await openStandIn((_some, count) =>
    count === 1 ? { status: 429, headers: { "retry-after": "30" } } : stored,
  );
  const { verdicts, delaysMs } = await write(database, lines(3));
  expect(delaysMs).toEqual([30_000]);
  expect(kinds(verdicts)).toEqual(["written", "written", "written"]);
  expect(database.requests).toHaveLength(2);
});

test("503, 502, 504 and a reset in mid-answer are tried again until all is stored", async () => {
  const troubles = [
    { status: 503 },
    { status: 502, body: "bad gateway", headers: { "content-type": "text/plain" } },
    { status: 504 },
    { status: 200, reset: true },
    { status: 400, reset: true },
  ];
  await using database = await openStandIn((_some, count) => troubles[count - 1] ?? stored);
  const { verdicts, delaysMs } = await write(database, lines(4));
  expect(kinds(verdicts)).toEqual(Array(4).fill("written"));
  expect(delaysMs).toHaveLength(5);
  expect(database.stored).toEqual(lines(4));
});

test("a login page that says 200 stores nothing and is told as what it is", async () => {
  const page = {
    status: 200,
    headers: { "content-type": "text/html" },
    body: "<html>Hello</html>",
  };
  await using database = await openStandIn((_some, count) => (count <= 2 ? page : stored));
  const { verdicts, pauses } = await write(database, lines(2));
  expect(pauses).toEqual(["influxdb.not-a-database", "influxdb.not-a-database", undefined]);
  expect(kinds(verdicts)).toEqual(["written", "written"]);
});

test("a partial success of InfluxDB 3 is not taken for a whole one", async () => {
  const partial = { status: 201, body: JSON.stringify({ error: "partial write", data: [] }) };
  await using database = await openStandIn((some) =>
    some.includes("reading value=1 2") ? partial : stored,
  );
  const { verdicts } = await write(database, lines(4));
  expect(kinds(verdicts)).toEqual(["written", "rejected", "written", "written"]);
});

test("a wrong token pauses with the cure and drops nothing", async () => {
  await using database = await openStandIn((_some, count) =>
    count <= 3 ? { status: 401 } : stored,
  );
  const { verdicts, pauses, delaysMs } = await write(database, lines(2));
  expect(pauses.slice(0, 3)).toEqual(Array(3).fill("influxdb.not-authorized"));
  expect(delaysMs[0]).toBeGreaterThanOrEqual(2_500);
  expect(kinds(verdicts)).toEqual(["written", "written"]);
});

test("a database that says 'hinted handoff queue not empty' has not stored the batch", async () => {
  const hinted = { status: 500, body: JSON.stringify({ error: "hinted handoff queue not empty" }) };
  await using database = await openStandIn((_some, count) => (count === 1 ? hinted : stored));
  const { verdicts } = await write(database, lines(2));
  expect(kinds(verdicts)).toEqual(["written", "written"]);
  expect(database.requests).toHaveLength(2);
});
