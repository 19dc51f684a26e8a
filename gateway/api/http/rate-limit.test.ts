import fc from "fast-check";
import { Hono } from "hono";
import { expect, test } from "vitest";
import { setPrincipal } from "../../records/access.ts";
import { createApi } from "../app.ts";
import { dependenciesForTest } from "../testing/dependencies.ts";
import { answerErrors } from "./problem.ts";
import { limitAddress, limitCaller, limitSignIn, RateCounter } from "./rate-limit.ts";

const POLICY = { name: "test", quota: 3, windowS: 30 };
const log = { debug() {}, info() {}, warn() {}, error() {} };

function manualClock() {
  let ms = 5_000_000;
  const clock = { now: () => ({ utcUs: 0, monoNs: BigInt(ms) * 1_000_000n }) };
  return {
    clock,
    nowMs: () => ms,
    pass(by: number) {
      ms += by;
    },
  };
}

function askedBy(id: string | undefined, from = "203.0.113.9") {
  return [
    { headers: { host: "localhost", ...(id === undefined ? {} : { "x-test": id }) } },
    { incoming: { socket: { remoteAddress: from } } },
  ] as const;
}

function appWith(limiter: ReturnType<typeof limitCaller>) {
  const app = new Hono();
  app.use(async (c, next) => {
    const id = c.req.header("x-test");
    setPrincipal(c, id === undefined ? undefined : { kind: "person", id, roles: [] });
    await next();
  });
  app.use(limiter);
  app.get("/", (c) => c.text("ok"));
  app.onError(answerErrors({ log, newId: () => "1" }));
  return app;
}

test("each answer tells what is left; the one too many is 429 with when to come again", async () => {
  const { clock, pass } = manualClock();
  const app = appWith(limitCaller(clock, POLICY));
  for (const left of [2, 1, 0]) {
    const { status, headers } = await app.request("/", ...askedBy("a"));
    expect(status).toBe(200);
    expect(headers.get("ratelimit-policy")).toBe('"test";q=3;w=30');
    expect(headers.get("ratelimit")).toMatch(new RegExp(`^"test";r=${left};t=\\d+$`));
  }
  const refused = await app.request("/", ...askedBy("a"));
  expect(refused.status).toBe(429);
  expect(refused.headers.get("retry-after")).toBe("10");
  expect(await refused.json()).toMatchObject({ code: "request.too-many" });
  expect((await app.request("/", ...askedBy("b"))).status).toBe(200);
  pass(10_000);
  expect((await app.request("/", ...askedBy("a"))).status).toBe(200);
  expect((await app.request("/", ...askedBy("a"))).status).toBe(429);
});

test("an address is counted whoever asks; this machine's pages are counted by caller alone", async () => {
  const { clock } = manualClock();
  const app = appWith(limitAddress(clock, POLICY));
  for (const id of ["a", "b", "c"]) {
    expect((await app.request("/", ...askedBy(id))).status).toBe(200);
  }
  expect((await app.request("/", ...askedBy("d"))).status).toBe(429);
  for (let time = 0; time < 10; time += 1) {
    expect((await app.request("/", ...askedBy("a", "127.0.0.1"))).status).toBe(200);
  }
});

test("guessing is counted from this machine, too", async () => {
  const { clock } = manualClock();
  const app = appWith(limitSignIn(clock, POLICY));
  const statuses: number[] = [];
  for (let time = 0; time < 5; time += 1) {
    statuses.push((await app.request("/", ...askedBy(undefined, "::1"))).status);
  }
  expect(statuses).toEqual([200, 200, 200, 429, 429]);
});

test("in any window of its length no more than twice the quota is let through, and what waits is let in", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 60 }), (waits) => {
      const { pass, nowMs } = manualClock();
      const counter = new RateCounter(POLICY, nowMs);
      const letIn: number[] = [];
      for (const wait of waits) {
        pass(wait);
        const { left, nextInS } = counter.take("a");
        if (left >= 0) letIn.push(nowMs());
        else {
          pass(nextInS * 1_000);
          if (counter.take("a").left < 0) return false;
          letIn.push(nowMs());
        }
      }
      return letIn.every(
        (at) => letIn.filter((other) => other >= at && other < at + 30_000).length <= 6,
      );
    }),
  );
});

test("every answer of the API tells the caller's rate", async () => {
  const { app } = createApi(dependenciesForTest().dependencies);
  for (const path of ["/api/v1/rigs", "/api/v1/nothing"]) {
    const { headers } = await app.request(path);
    expect(headers.get("ratelimit-policy"), path).toMatch(/^"caller";q=\d+;w=\d+$/);
    expect(headers.get("ratelimit"), path).toMatch(/^"caller";r=\d+;t=\d+$/);
  }
});
