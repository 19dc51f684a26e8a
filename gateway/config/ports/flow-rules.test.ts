import { expect, it } from "vitest";
import { drivers } from "../../../drivers/registry.ts";
import { loadConfig } from "../load-config.ts";

const modbus = (framing: string) =>
  `driver: modbus, options: { framing: ${framing}, addressBase: 0, channels: [{ name: a, table: input, address: 0 }] }`;
const line = (options: string) =>
  `driver: serial-line, options: { ${options} lines: [{ match: x, event: ignore }] }`;
const frame = (rest: string, type: string) =>
  `driver: serial-frame, options: { frame: { by: markers, start: "02", end: "03" ${rest} }, frames: [{ event: reading, values: [{ channel: m, offset: 0, ${type} }] }] }`;

function codesOf(rig: string, flowControl: string): readonly string[] {
  const result = loadConfig({
    path: "/nowhere/rigline.yaml",
    text: [
      "site: { name: p }",
      `ports: { a: { kind: serial, path: /dev/nothing, flowControl: ${flowControl} } }`,
      `rigs: { r: { port: a, station: S, operation: O, ${rig} } }`,
    ].join("\n"),
    drivers,
  });
  return result.ok ? [] : result.faults.map(({ code, path }) => `${code} ${path}`);
}

const TEXT = "type: NUMBER_TEXT, length: 4";

it.each([
  ["Modbus RTU", modbus("rtu")],
  ["lines of any bytes", line("encoding: binary,")],
  ["lines that end with XON", line('delimiter: "\\x11",')],
  ["frames with numbers in binary", frame("", "type: UINT16")],
  ["frames with a binary checksum", frame(", checksum: { kind: xor-8 }", TEXT)],
])("%s over xon-xoff is refused with the place of the flow control", (_, rig) => {
  expect(codesOf(rig, "xon-xoff")).toEqual(["config.flow-control ports.a.flowControl"]);
  expect(codesOf(rig, "rts-cts")).toEqual([]);
});

it.each([
  ["Modbus ASCII", modbus("ascii")],
  ["lines of text", line("")],
  ["frames of text", frame(", checksum: { kind: xor-8, as: hex }", TEXT)],
  ["SCPI", "driver: scpi"],
])("%s may use xon-xoff", (_, rig) => {
  expect(codesOf(rig, "xon-xoff")).toEqual([]);
});
