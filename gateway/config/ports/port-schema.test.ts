import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Driver } from "../../../drivers/contract.ts";
import { loadConfig } from "../load-config.ts";

const bus: Driver = {
  ...{ name: "bus", summary: "a bus", sharesPort: true },
  options: z.strictObject({ framing: z.enum(["rtu", "ascii"]).default("rtu") }),
  connect: () => Promise.reject(new Error("not connected in this test")),
};

const load = (...ports: string[]) => loadWith("rigs: {}", ports);
const loadWith = (rigs: string, ports: readonly string[]) =>
  loadConfig({
    path: "/nowhere/rigline.yaml",
    text: ["site: { name: p }", "ports:", ...ports, rigs, ""].join("\n"),
    drivers: [bus],
  });
const portOf = (port: string) => {
  const result = load(`  a: ${port}`);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.config.ports.a;
};
const faultsOf = (...ports: string[]) => {
  const result = load(...ports);
  if (result.ok) return [];
  return result.faults.map(
    ({ line, code, path, message }) => `${line} ${code} ${path}: ${message}`,
  );
};

describe("a port", () => {
  it("is a device by identity alone, by path alone, or by both", () => {
    const usb = '"0403:6001:A50285BI"';
    expect(portOf(`{ kind: serial, identity: { usb: ${usb} } }`)).toEqual({
      ...{ kind: "serial", baudRate: 115_200, dataBits: 8, parity: "none", stopBits: 1 },
      ...{ flowControl: "none", lowLatency: true, identity: { usb: "0403:6001:A50285BI" } },
    });
    expect(portOf("{ kind: serial, path: /dev/ttyS0, parity: mark, dtr: false }")).toMatchObject({
      ...{ path: "/dev/ttyS0", parity: "mark", dtr: false },
    });
    expect(portOf(`{ kind: serial, path: /dev/x, identity: { usb: ${usb} } }`)).toHaveProperty(
      "path",
    );
  });

  it("is an address by host and port, or by url", () => {
    const address = { kind: "tcp", host: "10.0.0.7", port: 4_001 };
    expect(portOf("{ kind: tcp, host: 10.0.0.7, port: 4001 }")).toEqual(address);
    expect(portOf("{ kind: tcp, url: 'tcp://10.0.0.7:4001' }")).toEqual(address);
    expect(portOf("{ kind: tcp, url: 'tcp://[fd00::7]:4001' }")).toMatchObject({ host: "fd00::7" });
  });

  it.each([
    ["{ kind: serial }", "ports.a: needs `identity` or `path`"],
    ["{ kind: serial, identity: {} }", "ports.a.identity: needs `usb` or `byPath`"],
    [
      "{ kind: serial, identity: { usb: A50285BI } }",
      "ports.a.identity.usb: must be vid:pid:serial",
    ],
    ["{ kind: serial, identity: { usb: '0403:6001' } }", "ports.a.identity.usb: must be vid:pid"],
    ["{ kind: serial, identity: { usb: '04d8:F5E1:A' } }", "ports.a.identity.usb: must be vid:pid"],
    ["{ kind: serial, identity: { usb: '1a86:7523::00' } }", "add `byPath`"],
    ["{ kind: serial, identity: { byPath: /dev/serial/by-path/x } }", "without the folder"],
    ["{ kind: serial, path: /dev/x, rts: true, flowControl: rts-cts }", "ports.a.rts: with flow"],
    ["{ kind: serial, path: /dev/x, breakMs: 0 }", "ports.a.breakMs: must be at least 1"],
    ["{ kind: tcp, host: h }", "ports.a: needs `host` and `port`, or `url`"],
    ["{ kind: tcp, url: 'tcp://h:1', port: 1 }", "ports.a.url: is `host` and `port` already"],
    ["{ kind: tcp, url: 'http://h:1' }", "ports.a.url: must be tcp://HOST:PORT"],
    ["{ kind: tcp, url: 'tcp://h:70000' }", "ports.a.url: the port must be 1"],
  ])("%s is refused at its line", (port, message) => {
    const [fault] = faultsOf(`  a: ${port}`);
    expect(fault).toMatch(/^3 config.invalid-value ports\.a/);
    expect(fault).toContain(message);
  });
});

describe("two ports on one device", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "rigline-ports-"));
    writeFileSync(join(folder, "ttyUSB0"), "");
    symlinkSync(join(folder, "ttyUSB0"), join(folder, "by-id"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ["path: /dev/ttyS0", "path: /dev/ttyS0"],
    ["identity: { usb: '0403:6001:A' }", "identity: { usb: '0403:6001:A' }, path: /dev/x"],
    ["identity: { byPath: usb-1 }", "identity: { byPath: usb-1 }"],
  ])("by %s are refused at the second, naming the settings that differ", (first, second) => {
    const faults = faultsOf(
      `  a: { kind: serial, ${first} }`,
      `  b: { kind: serial, ${second}, baudRate: 9600 }`,
    );
    expect(faults).toEqual([
      expect.stringMatching(
        /^4 config.same-device ports\.b\..*port `a` is .* already, with other settings \(baudRate\)$/,
      ),
    ]);
  });

  it("by a link and by what it leads to are found as well", () => {
    const faults = faultsOf(
      `  a: { kind: serial, path: ${folder}/ttyUSB0 }`,
      `  b: { kind: serial, path: ${folder}/by-id }`,
    );
    expect(faults).toEqual([expect.stringContaining("4 config.same-device ports.b.path")]);
  });

  it("by address and by url are refused; one host with two ports is not", () => {
    const a = "  a: { kind: tcp, host: H, port: 4001 }";
    expect(faultsOf(a, "  b: { kind: tcp, url: 'tcp://h:4001' }")).toEqual([
      expect.stringContaining("4 config.same-device ports.b.url: port `a` is"),
    ]);
    expect(faultsOf(a, "  b: { kind: tcp, host: H, port: 4002 }")).toEqual([]);
  });

  it("is not said of clones that are told apart by their sockets", () => {
    const clone = (socket: string) =>
      `{ kind: serial, identity: { usb: '1a86:7523:', byPath: ${socket} } }`;
    expect(faultsOf(`  a: ${clone("usb-1")}`, `  b: ${clone("usb-2")}`)).toEqual([]);
  });
});

it("two rigs on one bus in different framings are refused at the second", () => {
  const rig = (framing: string) =>
    `{ driver: bus, port: a, station: S, operation: O, options: { ${framing} } }`;
  const refusals = (first: string, second: string) => {
    const rigs = ["rigs:", `  one: ${rig(first)}`, `  two: ${rig(second)}`].join("\n");
    const result = loadWith(rigs, ["  a: { kind: serial, path: /dev/ttyS0 }"]);
    return result.ok ? [] : result.faults.map(({ line, message }) => `${line} ${message}`);
  };
  expect(refusals("", "framing: ascii")).toEqual(["6 rig `one` speaks rtu on port `a`, not ascii"]);
  expect(refusals("", "framing: rtu")).toEqual([]);
});
