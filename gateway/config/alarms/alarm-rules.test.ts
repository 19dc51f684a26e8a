import { expect, test } from "vitest";
import { drivers } from "../../../drivers/registry.ts";
import { loadConfig } from "../load-config.ts";

const head = `site: { name: plant }
ports: { wire: { kind: tcp, host: 127.0.0.1, port: 4001 } }
rigs:
  oven:
    port: wire
    station: S-1
    operation: FCT
`;

function faultsOf(rest: string) {
  const result = loadConfig({ path: "/none/rigline.yaml", text: head + rest, drivers });
  return result.ok ? [] : result.faults;
}

const MODBUS = `    driver: modbus
    options:
      framing: tcp
      addressBase: 0
      channels: [{ name: chamber-temperature, table: input, address: 0 }]
`;

test("an alarm of a misspelt channel is refused with its line and the nearest name", () => {
  const alarms =
    "    alarms:\n      channels:\n        chamber-temprature: { stuckAfterMs: 1000 }\n";
  const [fault, ...others] = faultsOf(MODBUS + alarms);
  expect(others).toEqual([]);
  expect(fault).toMatchObject({
    ...{ code: "config.unknown-channel", line: 15, column: 9, value: "chamber-temprature" },
    ...{ path: "rigs.oven.alarms.channels.chamber-temprature", nearest: "chamber-temperature" },
  });
  expect(faultsOf(MODBUS + alarms.replace("temprature", "temperature"))).toEqual([]);
});

test.each([
  ["serial-line", "lines: [{ match: 'T=(?<value>\\S+)', event: reading, channel: t }]"],
  ["serial-line", "lines: [{ format: csv, event: reading, fields: [{ from: 1, channel: t }] }]"],
  ["scpi", "channels: [{ name: t, query: 'READ?', everyMs: 100 }]"],
])("a rig of %s is known by its own options", (driver, options) => {
  const rig = `    driver: ${driver}\n    options: { ${options} }\n    alarms: { channels: `;
  expect(faultsOf(`${rig}{ t: { stuckAfterMs: 1000 } } }\n`)).toEqual([]);
  expect(faultsOf(`${rig}{ u: { stuckAfterMs: 1000 } } }\n`)).toMatchObject([
    { code: "config.unknown-channel" },
  ]);
});

test("where the lines name their channels themselves, nothing is refused", () => {
  const lines = "lines: [{ match: '(?<channel>\\S+)=(?<value>\\S+)', event: reading }]";
  const rig = `    driver: serial-line\n    options: { ${lines} }\n`;
  expect(faultsOf(`${rig}    alarms: { channels: { any: { stuckAfterMs: 1000 } } }\n`)).toEqual([]);
});
