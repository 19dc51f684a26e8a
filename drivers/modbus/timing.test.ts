import { expect, test } from "vitest";
import type { PortSettings } from "../contract.ts";
import { modbusDriver } from "./driver.ts";
import { modbusOptions } from "./options.ts";
import { measuredTiming } from "./timing.ts";

const LINE: PortSettings = {
  ...{ kind: "serial", path: "/dev/x", baudRate: 9_600 },
  ...{ dataBits: 8, parity: "even", stopBits: 1 },
};
const SOCKET: PortSettings = { kind: "tcp", host: "127.0.0.1", port: 502 };
const channels = [0, 100, 200].map((address) => ({
  ...{ name: `c${address}`, table: "holding", address, everyMs: 100 },
}));
const options = (rest: object) =>
  modbusOptions.parse({ framing: "rtu", addressBase: 0, channels, ...rest });

test("a line's demand is what physics says of its requests, before anything is opened", () => {
  const [provable] = modbusDriver.demand?.(options({}), LINE, 0) ?? [];
  expect(provable).toMatchObject({ everyMs: 100, requests: 3 });
  expect(provable?.busyMs).toBeCloseTo(3 * 25.2, 0);
  const [likely] = modbusDriver.demand?.(options({}), LINE, 10) ?? [];
  expect(likely?.busyMs).toBeCloseTo(3 * 35.2, 0);
  const [told] = modbusDriver.demand?.(options({ deviceLatencyMs: 5 }), LINE, 0) ?? [];
  expect(told?.busyMs).toBeCloseTo(3 * 30.2, 0);
});

test("of a line behind a device server nothing is proved, unless its baud rate is told", () => {
  const behind = { framing: "rtu-over-tcp" };
  const [unknown] = modbusDriver.demand?.(options(behind), SOCKET, 0) ?? [];
  expect(unknown?.busyMs).toBeLessThan(1);
  const told = options({ ...behind, lineBaudRate: 9_600 });
  const [known] = modbusDriver.demand?.(told, SOCKET, 0) ?? [];
  expect(known?.busyMs).toBeCloseTo(3 * 25.2, 0);
});

test("following a run is part of the demand", () => {
  const run = {
    active: { table: "coil", address: 0 },
    serialNumber: { table: "holding", address: 0, length: 8 },
    verdict: { table: "holding", address: 20, values: { 1: "pass" } },
  };
  const demands = modbusDriver.demand?.(options({ channels: [], run }), LINE, 0);
  expect(demands).toMatchObject([{ everyMs: 200, requests: 1 }]);
});

test("what was measured takes the place of what was assumed, the adapter's share with it", () => {
  const assumed = measuredTiming(options({ adapterLatencyMs: 16 }), LINE, undefined);
  expect(assumed).toMatchObject({ deviceMs: 10, adapterMs: 16 });
  const measured = measuredTiming(options({ adapterLatencyMs: 16 }), LINE, { p50Ms: 22 });
  expect(measured).toMatchObject({ deviceMs: 22, adapterMs: 0 });
});
