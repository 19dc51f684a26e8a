import { expect, test } from "vitest";
import type { ByteLink } from "../../contract.ts";
import type { WireLine } from "../../wire-file.ts";
import { DialoguePort } from "./dialogue-port.ts";
import { readRecording } from "./recording.ts";

const hex = (text: string) => Buffer.from(text).toString("hex");
const tx = (t: number, text: string): WireLine => ({ t, dir: "tx", hex: hex(text) });
const rx = (t: number, text: string): WireLine => ({ t, dir: "rx", hex: hex(text) });

function openPort(lines: readonly WireLine[]) {
  let nowMs = 0;
  const header = { format: "rigline-wire/1", port: "p", settings: { kind: "tcp" } } as never;
  const port = new DialoguePort({
    name: "p",
    settings: { kind: "tcp", host: "127.0.0.1", port: 1 },
    exchanges: readRecording({ header, lines }).exchanges,
    clock: { now: () => ({ utcUs: 0, monoNs: BigInt(nowMs * 1e6) }) },
    rules: undefined,
  });
  const goTo = (ms: number) => {
    nowMs = ms;
  };
  return { port, goTo };
}

/** What comes next on the link. */
async function heard(link: ByteLink, signal: AbortSignal): Promise<string> {
  for await (const { bytes } of link.chunks(signal)) return Buffer.from(bytes).toString();
  return "nothing";
}

async function ask(port: DialoguePort, requests: readonly string[]): Promise<string[]> {
  const replies: string[] = [];
  for (const request of requests) {
    await using link = await port.openLink();
    await link.write(Buffer.from(request));
    replies.push(await heard(link, AbortSignal.timeout(60)));
  }
  return replies;
}

test("equal requests are answered in their order, whatever was asked between", async () => {
  const { port } = openPort([
    ...[tx(0, "A"), rx(1, "a1"), tx(10, "B"), rx(11, "b1")],
    ...[tx(20, "A"), rx(21, "a2")],
  ]);
  expect(await ask(port, ["A", "A", "B"])).toEqual(["a1", "a2", "b1"]);
  expect([port.left, port.unknown, port.ended.aborted]).toEqual([0, [], false]);
});

test("a reply comes as late as it came; one that did not come does not come", async () => {
  const { port } = openPort([tx(0, "A"), rx(40, "late"), tx(100, "B"), tx(900, "C")]);
  await using link = await port.openLink();
  const startedMs = performance.now();
  await link.write(Buffer.from("A"));
  expect(await heard(link, AbortSignal.timeout(2_000))).toBe("late");
  expect(performance.now() - startedMs).toBeGreaterThan(38);
  expect(await ask(port, ["B"])).toEqual(["nothing"]);
});

test("a poll that is made more often is answered as it was last, while others still wait", async () => {
  const { port, goTo } = openPort([
    tx(0, "A"),
    rx(1, "a1"),
    tx(10, "B"),
    rx(11, "b1"),
    tx(999, "C"),
  ]);
  expect(await ask(port, ["A", "A", "B"])).toEqual(["a1", "a1", "b1"]);
  goTo(10_000);
  expect(await ask(port, ["A"])).toEqual(["nothing"]);
  expect([port.ended.aborted, port.unknown]).toEqual([true, []]);
});

test("what is unknown is told with the next recorded request and not answered", async () => {
  const { port } = openPort([tx(0, "A"), rx(1, "a1"), tx(700, "B"), tx(2_000, "C")]);
  expect(await ask(port, ["A", "X"])).toEqual(["a1", "nothing"]);
  expect(port.unknown).toEqual([{ sent: hex("X"), recorded: hex("B") }]);
});

test("what a driver asks after the last of the recording ends it and is no difference", async () => {
  const { port } = openPort([tx(0, "A"), rx(1, "a1")]);
  expect(await ask(port, ["A", "acknowledge"])).toEqual(["a1", "nothing"]);
  expect([port.unknown, port.ended.aborted]).toEqual([[], true]);
});

test("an exchange that a gap cut off is not used", () => {
  const lines: WireLine[] = [tx(0, "A"), rx(1, "a"), tx(5, "B"), { t: 9, dir: "gap", bytes: 3 }];
  const { exchanges } = readRecording({ header: {} as never, lines: [...lines, rx(10, "x")] });
  expect(exchanges.map(({ request }) => Buffer.from(request).toString())).toEqual(["A"]);
});
