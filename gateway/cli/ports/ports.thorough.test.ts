import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type DeviceTree, openDeviceTree } from "../../../test/support/device-tree.ts";
import type { PortSurvey } from "../../probe/port-survey.ts";
import { CliError } from "../exit-code.ts";
import { addPorts } from "./ports.ts";

let tree: DeviceTree;
let folder: string;
beforeEach(async () => {
  tree = await openDeviceTree();
  folder = mkdtempSync(join(tmpdir(), "rigline-cli-ports-"));
  const usb = { vid: "0403", pid: "6001", serial: "A50285BI" };
  const fitted = { driver: "ftdi_sio", socket: "pci-usb-0:1", latencyTimerMs: 16 };
  // Devices that nobody holds stand for them.
  await tree.plug("ttyUSB0", { usb, ...fitted, leadsTo: "/dev/full" });
  await tree.plug("ttymxc0", { driver: "imx-uart", leadsTo: "/dev/zero" });
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await tree[Symbol.asyncDispose]();
});

async function run(...words: string[]) {
  let out = "";
  let err = "";
  const program = new Command("rigline").exitOverride();
  addPorts(
    program,
    {
      ...{
        root: folder,
        version: "1",
        directory: folder,
        env: {},
        terminal: false,
        onReload: () => undefined,
        onCrash: () => undefined,
      },
      ...{ signal: new AbortController().signal },
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
    },
    tree.roots,
  );
  const error = await program
    .parseAsync(["ports", ...words], { from: "user" })
    .then(() => undefined)
    .catch((caught: unknown) => caught);
  return { out, err, error };
}

const writeConfig = (...ports: string[]) => {
  const rigs = ports.map(
    (_, index) => `  r${index}: { driver: serial-line, port: p${index}, station: S, operation: O,
    options: { lines: [{ match: x, event: ignore }] } }`,
  );
  const text = ["site: { name: p }", "ports:", ...ports, "rigs:", ...rigs, ""].join("\n");
  writeFileSync(join(folder, "rigline.yaml"), text);
};

it("shows each device with what identifies it, ready to be copied", async () => {
  const { out, error } = await run();
  expect(error).toBeUndefined();
  expect(out).toBe(
    [
      `${tree.roots.dev}/ttymxc0`,
      "  driver:  imx-uart",
      `${tree.roots.dev}/ttyUSB0`,
      '  usb:     "0403:6001:A50285BI:00"',
      "  byPath:  pci-usb-0:1",
      "  by-id:   usb-A50285BI",
      "  driver:  ftdi_sio",
      "  latency: gathers received bytes for 16 ms",
      "",
    ].join("\n"),
  );
});

it("says which port of the configuration is which device, and what is not ready, with 1", async () => {
  writeConfig(
    "  p0: { kind: serial, identity: { usb: '0403:6001:A50285BI' } }",
    `  p1: { kind: serial, path: ${tree.roots.dev}/ttymxc0 }`,
    "  p2: { kind: serial, identity: { usb: '0403:6001:GONE' } }",
    `  p3: { kind: serial, path: ${tree.roots.dev}/ttyS9 }`,
    "  p4: { kind: tcp, url: 'tcp://10.0.0.7:4001' }",
  );
  const { out, error } = await run("--config", "rigline.yaml");
  expect(out).toContain("  port:    p0\n");
  expect(out).toContain(`  p0 (r0): ${tree.roots.dev}/ttyUSB0\n`);
  expect(out).toContain(`  p1 (r1): ${tree.roots.dev}/ttymxc0\n`);
  expect(out).toMatch(/p2 \(r2\): NOT READY\n {4}no device is usb 0403:6001:GONE; there is .*\n/);
  expect(out).toMatch(/p3 \(r3\): NOT READY\n {4}.*ttyS9 does not exist \(port.not-found\)\n/);
  expect(out).toContain("  p4 (r4): tcp 10.0.0.7:4001, not called\n");
  expect(error).toBeInstanceOf(CliError);
  expect(error).toMatchObject({ code: "ports.not-ready", message: "not ready: p2, p3" });
});

it("says the same to programs, as JSON", async () => {
  writeConfig("  p0: { kind: serial, identity: { byPath: 'pci-usb-0:1' } }");
  const { out, error } = await run("--config", "rigline.yaml", "--json");
  expect(error).toBeUndefined();
  const survey = JSON.parse(out) as PortSurvey;
  expect(survey.devices).toMatchObject([
    { driver: "imx-uart", ports: [] },
    { identity: "0403:6001:A50285BI:00", latencyTimerMs: 16, ports: ["p0"] },
  ]);
  expect(survey.ports).toMatchObject([{ name: "p0", rigs: ["r0"] }]);
});

it("of a configuration with faults tells the faults, and no ports", async () => {
  writeConfig("  p0: { kind: serial }");
  const { out, err, error } = await run("--config", "rigline.yaml");
  expect(out).toBe("");
  expect(err).toContain("needs `identity` or `path`");
  expect(error).toMatchObject({ code: "config.invalid" });
});
