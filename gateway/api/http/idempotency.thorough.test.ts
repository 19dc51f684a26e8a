import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hono } from "hono";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Principal, ROLES } from "../../domain/access/principal.ts";
import { setPrincipal } from "../../records/access.ts";
import { createApi } from "../app.ts";
import { dependenciesForTest } from "../testing/dependencies.ts";
import { openSampleLedger, sampleRun } from "../testing/sample-ledger.ts";
import { type AnswerStoreOptions, openAnswerStore } from "./answer-store.ts";
import { keepAnswers } from "./idempotency.ts";
import { answerErrors } from "./problem.ts";

const HOUR_MS = 3_600_000;
const log = { debug() {}, info() {}, warn() {}, error() {} };
let directory: string;
let nowMs: number;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "rigline-answers-"));
  nowMs = Date.parse("2026-11-23T06:30:00Z");
});
afterEach(() => rm(directory, { recursive: true }));

/** An application that counts what it does, over a store opened anew. */
async function open(changes: Partial<AnswerStoreOptions> = {}) {
  const store = await openAnswerStore({ directory, nowMs: () => nowMs, ...changes });
  const done: string[] = [];
  let status = 201;
  let gate = Promise.resolve();
  const app = new Hono();
  app.use(async (c, next) => {
    const id = c.req.header("x-test") ?? "a";
    setPrincipal(c, id === "-" ? undefined : ({ kind: "person", id, roles: ROLES } as Principal));
    await next();
  });
  app.use(keepAnswers(store));
  app.post("/do", async (c) => {
    const body = await c.req.text();
    done.push(body);
    await gate;
    if (status === 500) throw new Error("planted");
    return c.json({ nth: done.length, secret: "S3CRET" }, status as 201, { location: "/do/1" });
  });
  app.onError(answerErrors({ log, newId: () => "1" }));
  const send = async (key: string, body = "x", headers: Record<string, string> = {}) => {
    const all = { "idempotency-key": key, ...headers };
    return await app.request("/do", { method: "POST", body, headers: all });
  };
  return {
    store,
    done,
    send,
    answerWith(next: number) {
      status = next;
    },
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
  };
}

test("CR-09: sent again with its key a request is done once and answered the same", async () => {
  const { store, done, send } = await open();
  const first = await send("k-1");
  expect([first.status, first.headers.get("idempotency-replayed")]).toEqual([201, null]);
  const again = await send('"k-1"');
  expect(again.status).toBe(201);
  expect(again.headers.get("idempotency-replayed")).toBe("true");
  expect(again.headers.get("location")).toBe("/do/1");
  expect(await again.json()).toEqual(await first.json());
  expect(done).toEqual(["x"]);
  await send("k-2");
  await send("k-1", "x", { "x-test": "b" });
  expect(done, "another key, and the same key of another caller").toEqual(["x", "x", "x"]);
  await store[Symbol.asyncDispose]();
});

test("CR-09: the same key with another body, address or condition is refused and not done", async () => {
  const { store, done, send } = await open();
  await send("k-1");
  for (const refused of [await send("k-1", "y"), await send("k-1", "x", { "if-match": '"1"' })]) {
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ code: "idempotency.different-request" });
  }
  expect(done).toEqual(["x"]);
  await store[Symbol.asyncDispose]();
});

test("CR-09: the second of two at the same time is told to wait, not done", async () => {
  const { store, done, send, hold } = await open();
  const release = hold();
  const first = send("k-1");
  const second = await send("k-1");
  expect(await second.json()).toMatchObject({ status: 409, code: "idempotency.under-way" });
  release();
  expect((await first).status).toBe(201);
  expect((await send("k-1")).headers.get("idempotency-replayed")).toBe("true");
  expect(done).toEqual(["x"]);
  await store[Symbol.asyncDispose]();
});

test("CR-09: answers are known after a restart, also behind a line cut short; an open end is told", async () => {
  const before = await open();
  const answer = await (await before.send("k-1")).json();
  before.hold();
  void before.send("k-2");
  // Its beginning is on the disk before it is done.
  await expect.poll(() => before.done.length, { timeout: 20_000 }).toBe(2);
  const [file = ""] = await readdir(directory);
  const kept = await readFile(join(directory, file), "utf8");
  await writeFile(join(directory, file), `${kept}{"k":"torn`);
  const after = await open();
  expect(await (await after.send("k-1")).json()).toEqual(answer);
  expect(await (await after.send("k-2")).json()).toMatchObject({ code: "idempotency.end-unknown" });
  await after.send("k-3");
  const last = await open();
  expect((await last.send("k-3")).headers.get("idempotency-replayed")).toBe("true");
  expect(last.done).toEqual([]);
});

test("what was not done may be sent again; after a fault of our own nobody says it was not done", async () => {
  const { store, done, send, answerWith } = await open();
  answerWith(503);
  expect((await send("k-1")).status).toBe(503);
  answerWith(201);
  expect((await send("k-1")).status).toBe(201);
  answerWith(500);
  expect((await send("k-2")).status).toBe(500);
  expect(await (await send("k-2")).json()).toMatchObject({ code: "idempotency.end-unknown" });
  answerWith(409);
  expect((await send("k-3")).status).toBe(409);
  expect((await send("k-3")).headers.get("idempotency-replayed")).toBe("true");
  expect(done).toHaveLength(4);
  await store[Symbol.asyncDispose]();
});

test("a key is forgotten after 24 hours, its file after that; a full store refuses, it forgets none", async () => {
  const { store, send, done } = await open({ keysMax: 2 });
  await send("k-1");
  await send("k-2");
  const refused = await send("k-3");
  expect(await refused.json()).toMatchObject({ status: 503, code: "idempotency.store-full" });
  nowMs += 23 * HOUR_MS;
  expect((await send("k-1")).headers.get("idempotency-replayed")).toBe("true");
  nowMs += 3 * HOUR_MS;
  expect((await send("k-1")).headers.get("idempotency-replayed")).toBeNull();
  expect(done).toHaveLength(3);
  expect(await readdir(directory)).toHaveLength(1);
  await store[Symbol.asyncDispose]();
});

test("on the disk stands neither key nor answer to be read, and for its owner alone", async () => {
  const { store, send } = await open();
  await send("k-1-very-secret");
  const [file = ""] = await readdir(directory);
  const text = await readFile(join(directory, file), "utf8");
  expect(text).not.toMatch(/S3CRET|very-secret|nth/);
  expect((await stat(join(directory, file))).mode & 0o777).toBe(0o600);
  await store[Symbol.asyncDispose]();
});

test("without a key, without a caller and for a key of no form nothing is kept", async () => {
  const { store, send, done } = await open();
  await send("k-1", "x", { "x-test": "-" });
  await send("k-1", "x", { "x-test": "-" });
  expect(done).toHaveLength(2);
  for (const key of ["", "a b", "x".repeat(256), "\u00e9"]) {
    expect((await send(key)).status, key).toBe(400);
  }
  expect(await readdir(directory)).toEqual([]);
  await store[Symbol.asyncDispose]();
});

test("CR-09: a run sent twice with its key is one run, and the second answer is the first", async () => {
  await using sample = await openSampleLedger();
  await using answers = await openAnswerStore({ directory, nowMs: () => nowMs });
  const { dependencies, lines } = dependenciesForTest({ ledger: sample.ledger, answers });
  const { app } = createApi(dependencies);
  const send = async () =>
    await app.request("/api/v1/runs", {
      method: "POST",
      body: JSON.stringify(sampleRun(1)),
      headers: { "content-type": "application/json", "idempotency-key": "run-1" },
    });
  const [first, second] = [await send(), await send()];
  expect([first.status, second.status], JSON.stringify(lines)).toEqual([201, 201]);
  expect(await second.text()).toBe(await first.text());
});
