import { describe, expect, it } from "vitest";
import { lostSince } from "./link-age.ts";

const HEARD_AT = 1_000_000;

describe("what the page shows", () => {
  it("is known while heartbeats come", () => {
    expect(lostSince({ status: "live", heardAt: HEARD_AT }, HEARD_AT + 5_000)).toBeUndefined();
  });

  it("is not known since the last word, once a heartbeat is overdue on an open line", () => {
    expect(lostSince({ status: "live", heardAt: HEARD_AT }, HEARD_AT + 7_000)).toBe(HEARD_AT);
  });

  it("is not known since the last word from the moment the line is lost", () => {
    expect(lostSince({ status: "reconnecting", heardAt: HEARD_AT }, HEARD_AT + 1)).toBe(HEARD_AT);
  });

  it("was never known before the first word", () => {
    expect(lostSince({ status: "connecting", heardAt: undefined }, HEARD_AT)).toBeUndefined();
  });
});
