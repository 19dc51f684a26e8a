/** The driver over Modbus ASCII on a serial line, with an identity to verify. */
import { expect, test } from "vitest";
import { decodeAscii, encodeAscii } from "../../drivers/kit/modbus/framing/ascii-framing.ts";
import { answerPdu } from "../../fixtures/simulators/modbus-slave.ts";
import { openPort, serialSettings, telltaleTables } from "../support/modbus.ts";
import { listenToRig } from "../support/modbus-rig.ts";
import { asciiRequestLength, openOddSlave } from "../support/odd-slave.ts";
import { bridgePty } from "../support/pty.ts";
import { until } from "../support/until.ts";

const TEXTS = ["Acme", "HP-4000", "V2.11"];
const IDENTITY = TEXTS.flatMap((text, id) => [id, text.length, ...Buffer.from(text)]);

async function openLine() {
  const stack = new AsyncDisposableStack();
  const tables = telltaleTables();
  const slave = stack.use(
    await openOddSlave(asciiRequestLength, (text, send) => {
      const [unitId = 0, ...pdu] = decodeAscii(text) ?? [];
      const reply =
        pdu[0] === 43
          ? [43, 14, 1, 1, 0, 0, TEXTS.length, ...IDENTITY]
          : answerPdu(Uint8Array.from(pdu), tables);
      send(encodeAscii(Uint8Array.of(unitId, ...reply)));
    }),
  );
  const { path } = stack.use(await bridgePty(slave));
  return {
    port: openPort(serialSettings(path)),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const OPTIONS = {
  ...{ framing: "ascii", addressBase: 1, timeoutMs: 500 },
  channels: [
    { name: "low", address: "400101", everyMs: 20 },
    { name: "wide", table: "input", address: 201, type: "UINT32", order: "CDAB", everyMs: 20 },
    { name: "bit", table: "coil", address: 1, everyMs: 20 },
  ],
};

test("channels are read rightly, from a device that is the configured one", async () => {
  await using line = await openLine();
  const identity = { vendor: "Acme", product: "HP-4000" };
  await using heard = await listenToRig(line.port, { ...OPTIONS, identity });
  const values = (channel: string) =>
    heard.events.flatMap((event) =>
      event.kind === "reading" && event.channel === channel ? [event.value] : [],
    );
  await until(() => OPTIONS.channels.every(({ name }) => values(name).length >= 3));
  expect(new Set(values("low"))).toEqual(new Set([100]));
  expect(new Set(values("wide"))).toEqual(new Set([20_201 * 65_536 + 20_200]));
  expect(new Set(values("bit"))).toEqual(new Set([telltaleTables().coils[0] === 1]));
});

test("another device at the port is refused before anything is read", async () => {
  await using line = await openLine();
  const identity = { product: "HP-5000" };
  await expect(listenToRig(line.port, { ...OPTIONS, identity })).rejects.toMatchObject({
    code: "port.wrong-identity",
  });
});
