import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Driver } from "../../drivers/contract.ts";
import { describeFaults } from "./describe-faults.ts";
import { loadConfig } from "./load-config.ts";

const connect = () => Promise.reject(new Error("not connected in this test"));
const drivers: readonly Driver[] = [
  {
    name: "serial-line",
    summary: "lines",
    options: z.strictObject({ lineMax: z.int().min(1).default(200) }),
    connect,
  },
  {
    name: "modbus",
    summary: "registers",
    options: z.strictObject({
      unitId: z.int().min(0).max(247),
      channels: z.array(z.strictObject({ name: z.string(), address: z.int() })).default([]),
    }),
    sharesPort: true,
    connect,
  },
];

let folder: string;
const load = (text: string) => loadConfig({ path: join(folder, "rigline.yaml"), text, drivers });
const faultsOf = (text: string) => {
  const result = load(text);
  return result.ok ? [] : result.faults;
};
const short = (text: string) =>
  faultsOf(text).map(({ code, path, line, column }) => `${line}:${column} ${code} ${path}`);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "rigline-config-"));
  writeFileSync(join(folder, "products.yaml"), "");
  writeFileSync(join(folder, "simulator.ts"), "");
});
afterAll(() => rmSync(folder, { recursive: true }));

const GOOD = `site: { name: plant }
import: [products.yaml]
ports:
  bus: { kind: tcp, host: 10.0.0.7, port: 502 }
rigs:
  a: { driver: modbus, port: bus, station: S-1, operation: FCT, options: { unitId: 1 } }
  b: { driver: modbus, port: bus, station: S-1, operation: FCT, options: { unitId: 2 } }
`;

describe("a configuration without fault", () => {
  it("gives every default, absolute paths, the drivers' own defaults, and is frozen", () => {
    const result = load(GOOD);
    if (!result.ok) throw new Error(JSON.stringify(result.faults));
    expect(result.simulated).toBe(false);
    expect(result.config.import).toEqual([join(folder, "products.yaml")]);
    expect(result.config.api).toMatchObject({ host: "127.0.0.1", port: 8420 });
    expect(result.config.rigs.a?.options).toEqual({ unitId: 1, channels: [] });
    expect(() => Object.assign(result.config.site, { name: "other" })).toThrow(TypeError);
    expect(Object.isFrozen(result.config.rigs.a?.options)).toBe(true);
  });

  it("says that it is simulated when a port is", () => {
    const text = `site: { name: p }
ports: { s: { kind: simulated, program: simulator.ts } }
rigs: { a: { driver: serial-line, port: s, station: S, operation: O } }
`;
    expect(load(text)).toMatchObject({ ok: true, simulated: true });
  });
});

describe("a configuration with faults", () => {
  it("tells all of them at once, each at its line and column, in the order of the lines", () => {
    const text = `site: { name: plant, timeZone: Europe/Berlim }
import: [products.yaml, orders.yaml]
prots: {}
ports:
  line: { kind: serial, path: /dev/ttyUSB0, baud_rate: 9600 }
  bus: { kind: tcp, host: 10.0.0.7, port: 70000 }
rigs:
  a: { driver: serial-lin, port: line, station: S-1, operation: FCT }
  b:
    driver: modbus
    port: bus
    station: S-1
    options: { unitId: 300, chanels: [] }
`;
    expect(short(text)).toEqual([
      "1:32 config.unknown-time-zone site.timeZone",
      "2:25 config.unreadable-file import.1",
      "3:1 config.unknown-key prots",
      "5:45 config.unknown-key ports.line.baud_rate",
      "6:43 config.invalid-value ports.bus.port",
      "8:16 config.unknown-driver rigs.a.driver",
      "9:3 config.missing-key rigs.b.operation",
      "13:24 config.invalid-value rigs.b.options.unitId",
      "13:29 config.unknown-key rigs.b.options.chanels",
    ]);
    expect(faultsOf(text).map((fault) => fault.nearest)).toEqual([
      "Europe/Berlin",
      undefined,
      "ports",
      "baudRate",
      undefined,
      "serial-line",
      undefined,
      undefined,
      "channels",
    ]);
    for (const fault of faultsOf(text)) expect(fault.remedy).not.toBe("");
  });

  it("tells references, claims, missing files, zones and open addresses together", () => {
    const text = `site: { name: plant, timeZone: Europe/Berlim }
api: { host: 0.0.0.0 }
import: [orders.yaml]
ports: { line: { kind: serial, path: /dev/ttyUSB0 } }
rigs:
  a: { driver: serial-line, port: line, station: S-1, operation: FCT }
  b: { driver: serial-line, port: line, station: S-1, operation: FCT }
  c: { driver: serial-line, port: lime, station: S-1, operation: FCT }
  d: { driver: serial-line, port: line, station: S-1, operation: FCT, enabled: false }
`;
    expect(short(text)).toEqual([
      "1:32 config.unknown-time-zone site.timeZone",
      "2:14 config.not-loopback api.host",
      "3:10 config.unreadable-file import.0",
      "7:35 config.port-claimed rigs.b.port",
      "8:35 config.unknown-port rigs.c.port",
    ]);
  });

  it.each([
    ["a tab as indent", "site:\n\tname: a\n"],
    ["an open bracket", "site: { name: a\n"],
    ["two documents", "site: { name: a }\n---\nsite: { name: b }\n"],
    ["an unknown tag", "site: !secret a\n"],
  ])("refuses %s as a fault of syntax with its place", (_, text) => {
    const faults = faultsOf(text);
    expect(faults[0]).toMatchObject({ code: "config.syntax" });
    expect(faults[0]?.line).toBeGreaterThan(0);
  });

  it("tells a key that stands twice, beside the faults of content", () => {
    expect(short(`${GOOD}site: { name: other, aera: x }\n`)).toEqual([
      "8:1 config.duplicate-key ",
      "8:22 config.unknown-key site.aera",
    ]);
  });

  it("refuses aliases that multiply without end", () => {
    const bomb = ["a: &a [x,x,x,x,x,x,x,x,x]", "b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]"];
    for (const [name, inner] of ["cb", "dc", "ed"]) {
      bomb.push(`${name}: &${name} [${Array(9).fill(`*${inner}`).join(",")}]`);
    }
    expect(short(bomb.join("\n"))).toEqual(["2:8 config.alias "]);
  });

  it("places each alias that has no anchor before it", () => {
    const text = GOOD.replace("name: plant", "name: *nobody").replace("unitId: 2", "unitId: *late");
    expect(short(`${text}x: &late 2\n`).filter((fault) => fault.includes("alias"))).toEqual([
      "1:15 config.alias ",
      "7:84 config.alias ",
    ]);
  });

  it.each(["", "# nothing yet\n", "---\n"])("says of a file like %j that it is empty", (text) => {
    expect(short(text)).toEqual(["1:1 config.empty "]);
  });

  it("names the kind that was probably meant", () => {
    const [fault] = faultsOf(GOOD.replace("kind: tcp", "kind: tpc"));
    expect(fault).toMatchObject({ code: "config.invalid-value", nearest: "tcp" });
    expect(fault?.message).toMatch(/must be .*serial or tcp/);
  });

  it("shows nothing that a terminal would obey, and no line without end", () => {
    const text = `site: "\u001b[2J\u0007\u202e" ${"x".repeat(5_000)}\n`;
    const shown = describeFaults("rigline.yaml", text, faultsOf(text));
    expect(shown).toContain("\ufffd[2J\ufffd\ufffd");
    expect(shown.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(Math.max(...shown.split("\n").map((line) => line.length))).toBeLessThan(300);
  });

  it("refuses a text or a list instead of a configuration", () => {
    expect(short("hello")).toEqual(["1:1 config.invalid-value "]);
    expect(short("- a")).toEqual(["1:1 config.invalid-value "]);
  });

  it("refuses a simulated rig beside a real one", () => {
    const text = `site: { name: p }
ports: { s: { kind: simulated, program: simulator.ts }, r: { kind: tcp, host: h, port: 1 } }
rigs:
  a: { driver: serial-line, port: s, station: S, operation: O }
  b: { driver: serial-line, port: r, station: S, operation: O }
`;
    expect(short(text)).toEqual(["5:35 config.demo-with-real-rig rigs.b.port"]);
  });
});

describe("a secret in the file", () => {
  const text = `${GOOD}broker: { kind: external, url: "mqtts://h:8883", password: hunter2, hots: x }
influxdb: { url: "http://user:hunter3@h:8086", bucket: b }
`;

  it("is refused with the way to keep it in a file", () => {
    expect(faultsOf(text)).toMatchObject([
      { code: "config.secret", path: "broker.password", value: "(hidden)" },
      { code: "config.unknown-key", path: "broker.hots" },
      { code: "config.secret", path: "influxdb.url", value: "(hidden)" },
    ]);
  });

  it("is never printed, not even for another fault on its line or for broken YAML", () => {
    for (const source of [text, text.replace("b }", "b ")]) {
      const shown = describeFaults("rigline.yaml", source, faultsOf(source));
      expect(shown).not.toMatch(/hunter/);
    }
    const broken = 'broker: { password: hunter2, url: "mqtt://a:hunter3@h" ]\n';
    expect(describeFaults("rigline.yaml", broken, faultsOf(broken))).not.toMatch(/hunter/);
  });
});

describe("the text of faults", () => {
  it("shows the line, a caret under the column, the nearest word and the remedy", () => {
    const text = GOOD.replace("station", "staton");
    expect(describeFaults("rigline.yaml", text, faultsOf(text))).toBe(
      [
        "rigline.yaml:6:3  config.missing-key",
        "  rigs.a.station: `station` is missing.",
        "    6 |   a: { driver: modbus, port: bus, staton: S-1, operation: FCT, options: { unitId: 1 } }",
        "          ^",
        "  What to do: Add it; deploy/example.yaml shows each key with an explanation.",
        "",
        "rigline.yaml:6:35  config.unknown-key",
        "  rigs.a.staton: `staton` is not a known key. Did you mean `station`?",
        "    6 |   a: { driver: modbus, port: bus, staton: S-1, operation: FCT, options: { unitId: 1 } }",
        "                                          ^",
        "  What to do: Correct or remove it; deploy/example.yaml shows each key.",
        "",
        "2 faults in rigline.yaml",
        "",
      ].join("\n"),
    );
  });
});
