import { expect, test } from "vitest";
import { openStandIn } from "../support/influx-stand-in.ts";
import { rehearseWrite } from "../support/rehearse-write.ts";
import { StrictInflux } from "../support/strict-influx.ts";

const lines = (count: number) =>
  Array.from({ length: count }, (_, index) => `reading value=${index}.5 ${index + 1}`);
const stored = { status: 204 };

test.each([503, 429])(
  "a %i that asks for 30 s is asked again after 30 s and not before",
  async (status) => {
    await using database = await openStandIn((_some, count) =>
      count === 1 ? { status, headers: { "retry-after": "30" } } : stored,
    );
    const { verdicts, requestedMs } = await rehearseWrite(database, lines(3));
    expect(requestedMs).toHaveLength(2);
    expect(requestedMs[1]).toBeGreaterThanOrEqual(30_000);
    expect(verdicts.every(({ kind }) => kind === "written")).toBe(true);
  },
);

test("a Retry-After that is a date is obeyed, too", async () => {
  const at = new Date(45_000).toUTCString();
  await using database = await openStandIn((_some, count) =>
    count === 1 ? { status: 503, headers: { "retry-after": at } } : stored,
  );
  const { requestedMs } = await rehearseWrite(database, lines(1));
  expect(requestedMs[1]).toBeGreaterThanOrEqual(45_000);
});

test("a line that InfluxDB 2 can not read is found by its own words, the others are stored", async () => {
  const influx = new StrictInflux();
  const given = lines(5_000).with(4_321, "reading value=1.2.x 1");
  await using database = await openStandIn((some) => influx.answerV2(some));
  const { verdicts } = await rehearseWrite(database, given);
  expect(verdicts[4_321]).toHaveProperty("reason", expect.stringContaining("invalid number"));
  expect(verdicts.filter(({ kind }) => kind === "rejected")).toHaveLength(1);
  expect(new Set(database.stored)).toEqual(new Set(given.toSpliced(4_321, 1)));
  expect(database.requests.length).toBeLessThanOrEqual(3);
});

test("a field type conflict holds back the conflicting lines, and the rest is not sent for ever", async () => {
  const influx = new StrictInflux();
  const conflicting = [7, 40, 41];
  const given = lines(64).map((line, index) =>
    conflicting.includes(index) ? `reading value=${index}i ${index + 1}` : line,
  );
  await using database = await openStandIn((some) => influx.answerV2(some));
  const { verdicts } = await rehearseWrite(database, given);
  const rejected = verdicts.flatMap(({ kind }, index) => (kind === "rejected" ? [index] : []));
  expect(rejected).toEqual(conflicting);
  expect(verdicts[7]).toHaveProperty("reason", expect.stringContaining("field type conflict"));
  expect(new Set(database.stored)).toEqual(
    new Set(given.filter((_line, index) => !conflicting.includes(index))),
  );
  expect(database.requests.length).toBeLessThanOrEqual(1 + 2 * 6 * conflicting.length);
});

test.each([400, 201] as const)(
  "a partial write of InfluxDB 3 (%i) gives each line the verdict that is its own",
  async (status) => {
    const influx = new StrictInflux();
    const given = lines(1_000).with(3, "reading value=1.2.3x 1").with(777, "reading value=5i 1");
    await using database = await openStandIn((some) => influx.answerV3(some, status));
    const { verdicts } = await rehearseWrite(database, given);
    const rejected = verdicts.flatMap(({ kind }, index) => (kind === "rejected" ? [index] : []));
    expect(rejected).toEqual([3, 777]);
    expect(new Set(database.stored).size).toBe(998);
    expect(database.requests.length).toBeLessThanOrEqual(4);
  },
);

test.each([
  [401, "influxdb.not-authorized", /token/],
  [403, "influxdb.not-authorized", /token/],
  [404, "influxdb.not-found", /bucket/],
] as const)(
  "%i pauses with its cure, drops nothing, and goes on after the cure",
  async (status, code, cure) => {
    await using database = await openStandIn((_some, count) => (count <= 4 ? { status } : stored));
    const { verdicts, pauses } = await rehearseWrite(database, lines(10));
    expect(pauses.slice(0, 4).map((pause) => pause?.code)).toEqual(Array(4).fill(code));
    expect(pauses[0]?.remedy).toMatch(cure);
    expect(pauses.at(-1)).toBeUndefined();
    expect(verdicts.every(({ kind }) => kind === "written")).toBe(true);
    expect(database.stored).toEqual(lines(10));
  },
);

test("413 halves the batch; a line that is too large by itself is held back", async () => {
  const given = lines(40).with(11, `reading text="${"x".repeat(900)}" 1`);
  await using database = await openStandIn((some) =>
    some.join("\n").length > 400 ? { status: 413, body: "too large" } : stored,
  );
  const { verdicts } = await rehearseWrite(database, given);
  const rejected = verdicts.flatMap(({ kind }, index) => (kind === "rejected" ? [index] : []));
  expect(rejected).toEqual([11]);
  expect(verdicts[11]).toHaveProperty("reason", expect.stringContaining("line-too-large"));
  expect(new Set(database.stored)).toEqual(new Set(given.toSpliced(11, 1)));
});

test("a batch goes out compressed", async () => {
  await using database = await openStandIn(() => stored);
  await rehearseWrite(database, lines(5_000));
  const [request] = database.requests;
  expect(request?.isGzip).toBe(true);
  expect(request?.bytes).toBeLessThan(lines(5_000).join("\n").length / 3);
});
