import { expect, test } from "vitest";
import { decideOnAnswer, parseRetryAfter, retryDelayMs } from "./write-decision.ts";

const answer = (status: number, body = "", contentType = "application/json") =>
  decideOnAnswer({ status, body, contentType, retryAfter: undefined }, 0);

test.each([
  [204, "", "accepted"],
  [200, "", "accepted"],
  [201, "", "accepted"],
  [201, '{"error":"partial write","data":[]}', "refused"],
  [200, '{"login":"please"}', "blocked"],
  [302, "", "blocked"],
  [400, '{"message":"unable to parse"}', "refused"],
  [422, '{"message":"field type conflict"}', "refused"],
  [413, "", "too-large"],
  [401, "", "blocked"],
  [403, "", "blocked"],
  [404, "", "blocked"],
  [405, "", "blocked"],
  [429, "", "busy"],
  [500, "", "busy"],
  [503, "", "busy"],
])("%i %s is %s", (status, body, kind) => {
  expect(answer(status, body).kind).toBe(kind);
});

test("a page is never a database, whatever its status says", () => {
  for (const status of [200, 201, 400, 503]) {
    expect(answer(status, "<html>log in</html>", "text/html")).toMatchObject({
      kind: "blocked",
      pause: { code: "influxdb.not-a-database" },
    });
  }
  expect(answer(200, "<!DOCTYPE html>", "").kind).toBe("blocked");
});

test("Retry-After is in seconds, or a date", () => {
  expect(parseRetryAfter("30", 0)).toBe(30_000);
  expect(parseRetryAfter("Thu, 01 Jan 1970 00:01:00 GMT", 20_000)).toBe(40_000);
  expect(parseRetryAfter("soon", 0)).toBeUndefined();
  expect(parseRetryAfter(undefined, 0)).toBeUndefined();
});

test("the next try comes no earlier than the database asked, and no later than an hour", () => {
  const pause = { code: "influxdb.busy", message: "", remedy: "" };
  const busy = (retryAfterMs: number) => ({ kind: "busy" as const, pause, retryAfterMs });
  expect(retryDelayMs(busy(30_000), 1, 0)).toBe(30_000);
  expect(retryDelayMs(busy(1e12), 1, 0)).toBe(3_600_000);
  expect(retryDelayMs({ kind: "busy", pause }, 1, 0)).toBe(250);
  expect(retryDelayMs({ kind: "busy", pause }, 30, 1)).toBe(60_000);
  expect(retryDelayMs({ kind: "blocked", pause }, 1, 1)).toBe(5_000);
});
