import { expect, test } from "vitest";
import { drivers } from "../../drivers/registry.ts";
import { loadConfig } from "./load-config.ts";
import { describePortLoad, listPortLoads } from "./port-load.ts";

function text(everyMs: number, rest = ""): string {
  const channels = Array.from(
    { length: 40 },
    (_, at) => `{ name: c${at}, table: holding, address: ${at * 50}, everyMs: ${everyMs} }`,
  );
  return `site: { name: plant }
ports:
  line: { kind: serial, path: /dev/ttyX, baudRate: 9600, parity: even }
rigs:
  meter:
    { driver: modbus, port: line, station: S, operation: O,
      options: { framing: rtu, addressBase: 0, ${rest} channels: [${channels.join(", ")}] } }
`;
}

const load = (source: string) => loadConfig({ path: "/x/rigline.yaml", text: source, drivers });

test("a cadence that the line cannot keep is refused with its line, and what it would need", () => {
  const result = load(text(1_000));
  // Forty requests of 25.2 ms.
  expect(result).toMatchObject({
    ok: false,
    faults: [
      {
        code: "config.cadence-impossible",
        path: "ports.line",
        line: 3,
        message: "the plan of meter needs 1,009 ms a cycle, you asked for 1,000 ms",
      },
    ],
  });
});

test("what a device may make impossible, but need not, is told and not refused", () => {
  const result = load(text(1_100));
  if (!result.ok) throw new Error("refused");
  const { config } = result;
  const optionsOf = (rig: string) => config.rigs[rig]?.options;
  const [likely] = listPortLoads({ config, drivers, optionsOf, assumedMs: 10 });
  expect(likely && describePortLoad(likely)).toBe("128 % of the line: 1,409 ms in each 1,100 ms");
  // Told to be so slow, it is refused.
  expect(load(text(1_100, "deviceLatencyMs: 10,"))).toMatchObject({ ok: false });
});

test("the rigs of a port are summed; one that is not enabled asks nothing", () => {
  const shared = (enabled: boolean) => `${text(2_000)}  second:
    { driver: modbus, port: line, station: S, operation: O, enabled: ${enabled},
      options: { framing: rtu, addressBase: 0, unitId: 2,
        channels: [{ name: v, table: input, address: 0, type: STRING, length: 125, everyMs: 400 }] } }
`;
  expect(load(shared(false))).toMatchObject({ ok: true });
  expect(load(shared(true))).toMatchObject({
    ok: false,
    faults: [{ message: expect.stringMatching(/^the plan of meter, second needs 2,5\d\d ms/) }],
  });
});
