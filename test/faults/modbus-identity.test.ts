/** Who a device says it is, over each wire, also where it says it strangely. */
import { describe, expect, test } from "vitest";
import { withCrc } from "../../drivers/kit/crc.ts";
import { decodeAscii, encodeAscii } from "../../drivers/kit/modbus/framing/ascii-framing.ts";
import { openMaster, openPort, serialSettings } from "../support/modbus.ts";
import { asciiRequestLength, openOddSlave, rtuRequestLength } from "../support/odd-slave.ts";
import { bridgePty } from "../support/pty.ts";

const tcpLength = (bytes: Uint8Array) => {
  const length = 6 + (((bytes[4] ?? 0xff) << 8) | (bytes[5] ?? 0xff));
  return bytes.length >= length ? length : 0;
};
const WIRES = {
  rtu: {
    lengthOf: rtuRequestLength,
    bodyOf: (raw: Uint8Array) => raw.slice(0, -2),
    seal: (_: Uint8Array, body: Uint8Array) => withCrc(body),
  },
  ascii: {
    lengthOf: asciiRequestLength,
    bodyOf: (raw: Uint8Array) => decodeAscii(raw) ?? new Uint8Array(0),
    seal: (_: Uint8Array, body: Uint8Array) => encodeAscii(body),
  },
  tcp: {
    lengthOf: tcpLength,
    bodyOf: (raw: Uint8Array) => raw.slice(6),
    seal: (raw: Uint8Array, body: Uint8Array) =>
      Uint8Array.of(...raw.slice(0, 4), 0, body.length, ...body),
  },
} as const;

const OBJECTS = new Map([
  [0, "Acme Test Systems"],
  [1, "HP-4000"],
  [2, "V2.11"],
  [4, "Hipot tester"],
  [0x80, "calibrated 2026-03-02"],
]);
const LAST_ID = { 1: 2, 2: 0x7f, 3: 0xff } as const;

/** Two objects a page; the PDU of the reply to `[43, 14, readCode, objectId]`. */
function answer([, , readCode = 0, objectId = 0]: Uint8Array): number[] {
  if (readCode === 4) {
    const text = OBJECTS.get(objectId);
    if (text === undefined) return [0xab, 2];
    return [43, 14, 4, 0x83, 0, 0, 1, objectId, text.length, ...Buffer.from(text)];
  }
  const last = LAST_ID[readCode as 1 | 2 | 3];
  const left = [...OBJECTS].filter(([id]) => id >= objectId && id <= last);
  const page = left.slice(0, 2);
  const next = left[2]?.[0];
  const objects = page.flatMap(([id, text]) => [id, text.length, ...Buffer.from(text)]);
  const more = next === undefined ? [0, 0] : [0xff, next];
  return [43, 14, readCode, 0x83, ...more, page.length, ...objects];
}

async function openWire(framing: keyof typeof WIRES, reply = answer) {
  const stack = new AsyncDisposableStack();
  const { lengthOf, bodyOf, seal } = WIRES[framing];
  const slave = stack.use(
    await openOddSlave(lengthOf, (raw, send) => {
      const body = bodyOf(raw);
      send(seal(raw, Uint8Array.of(body[0] ?? 0, ...reply(body.slice(1)))));
    }),
  );
  const settings =
    framing === "tcp" ? slave.settings : serialSettings(stack.use(await bridgePty(slave)).path);
  const master = stack.use(await openMaster({ port: openPort(settings), framing }));
  return { slave, client: master.client, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const { signal } = new AbortController();

describe.each(["rtu", "ascii", "tcp"] as const)("over %s", (framing) => {
  test("a device is identified, over as many pages as it makes of it", async () => {
    await using wire = await openWire(framing);
    const { client, slave } = wire;
    const basic = await client.identify(signal);
    expect(basic).toMatchObject({
      ...{ vendorName: "Acme Test Systems", productCode: "HP-4000", revision: "V2.11" },
    });
    expect(slave.requests).toHaveLength(2);
    expect(await client.identify(signal, "regular")).toMatchObject({ productName: "Hipot tester" });
    const { objects } = await client.identify(signal, "extended");
    expect([...objects.keys()]).toEqual([0, 1, 2, 4, 0x80]);
    const one = await client.identify(signal, { objectId: 0x80 });
    expect(Buffer.from(one.objects.get(0x80) ?? []).toString()).toBe("calibrated 2026-03-02");
  });

  test("a device without identification, or without an object, says so by an exception", async () => {
    await using without = await openWire(framing, () => [0xab, 1]);
    await expect(without.client.identify(signal)).rejects.toMatchObject({ exceptionCode: 1 });
    await using wire = await openWire(framing);
    const missing = wire.client.identify(signal, { objectId: 0x55 });
    await expect(missing).rejects.toMatchObject({ exceptionCode: 2 });
  });

  test("a device whose identification never ends is cut off", async () => {
    await using stuck = await openWire(framing, () => [43, 14, 1, 1, 0xff, 0, 1, 0, 1, 65]);
    await expect(stuck.client.identify(signal)).rejects.toMatchObject({ code: "request.corrupt" });
    expect(stuck.slave.requests).toHaveLength(1);
    const more = ([, , , id = 0]: Uint8Array) => [43, 14, 1, 1, 0xff, id + 1, 1, id, 1, 65];
    await using endless = await openWire(framing, more);
    const identified = endless.client.identify(signal);
    await expect(identified).rejects.toMatchObject({ code: "request.corrupt" });
    expect(endless.slave.requests).toHaveLength(64);
  });
});
