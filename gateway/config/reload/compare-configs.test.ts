import { expect, test } from "vitest";
import { type Config, configSchema } from "../schema.ts";
import { compareConfigs, portsOf, signatureOf } from "./compare-configs.ts";

const rig = (port: string) => ({ driver: "serial-line", port, station: "S1", operation: "FCT" });

function configOf(change: object = {}): Config {
  return configSchema.parse({
    site: { name: "plant" },
    ports: { a: { kind: "tcp", host: "h", port: 1 }, b: { kind: "tcp", host: "h", port: 2 } },
    rigs: { one: rig("a"), two: rig("b") },
    ...change,
  });
}

test("a rig differs by what it runs by, and its neighbour does not", () => {
  const before = configOf();
  const port = { kind: "tcp", host: "h", port: 9 };
  const after = configOf({ ports: { ...before.ports, b: port } });
  expect(signatureOf("one", after)).toBe(signatureOf("one", before));
  expect(signatureOf("two", after)).not.toBe(signatureOf("two", before));
  expect(signatureOf("three", after)).toBeUndefined();
  expect(portsOf("two", after)).toEqual(["b"]);
  expect(compareConfigs(before, after)).toMatchObject({ delivery: false, needsRestart: [] });
});

test("a rig that shares its port from now on differs: whose bytes they are does", () => {
  const after = configOf({ rigs: { one: rig("a"), two: rig("b"), three: rig("a") } });
  expect(signatureOf("one", after)).not.toBe(signatureOf("one", configOf()));
});

test("what needs a restart is named and runs on as it was; the rest is taken up", () => {
  const before = configOf();
  const after = configOf({
    ...{ site: { name: "other", line: "L2" }, api: { port: 9000 }, mqtt: { window: 7 } },
    telemetry: { segmentMb: 2 },
  });
  const { config, delivery, needsRestart } = compareConfigs(before, after);
  expect(needsRestart.toSorted()).toEqual(["api", "site.name", "telemetry"]);
  expect(delivery).toBe(true);
  expect(config.api).toEqual(before.api);
  expect(config.telemetry).toEqual(before.telemetry);
  expect(config.site).toMatchObject({ name: "plant", line: "L2" });
  expect(config.mqtt.window).toBe(7);
});

test("topics name stations: a rig that moves opens delivery anew", () => {
  const moved = configOf({ rigs: { one: { ...rig("a"), station: "S2" }, two: rig("b") } });
  expect(compareConfigs(configOf(), moved).delivery).toBe(true);
});
