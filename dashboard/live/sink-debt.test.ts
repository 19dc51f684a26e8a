import { expect, it } from "vitest";
import type { SinkView } from "../app/contract.ts";
import { sinksBehind } from "./sink-debt.ts";

function sink(state: SinkView["state"], code?: string): SinkView {
  const fault = { message: "", remedy: "", since: "2026-01-01T00:00:00Z" };
  const sinkOf: SinkView = { name: state, kind: "mqtt", target: "", state, accounts: [] };
  return code === undefined ? sinkOf : { ...sinkOf, fault: { ...fault, code } };
}

it("a sink that waits, pauses or has a fault is behind", () => {
  const sinks = [sink("waiting"), sink("paused"), sink("connecting", "broker.lost")];
  expect(sinksBehind(sinks)).toBe(3);
});

it("a sink that takes what it gets, or is not meant to, is not behind", () => {
  expect(sinksBehind([sink("connected"), sink("connecting"), sink("disabled")])).toBe(0);
});
