import { expect, test } from "vitest";
import { Refusal } from "../../ledger/contract.ts";
import { CommandDesk } from "./command-desk.ts";
import { type CommandBody, encodeCommand } from "./command-message.ts";

const secret = "a secret of at least thirty-two characters";
const startMs = Date.parse("2026-05-04T10:00:00.000Z");

function openDesk() {
  let nowMs = startMs;
  const started: unknown[] = [];
  const silent = () => undefined;
  const desk = new CommandDesk({
    ...{ gatewayId: "gw", secret, toleranceMs: 30_000 },
    clock: { now: () => ({ utcUs: nowMs * 1_000, monoNs: BigInt(nowMs) * 1_000_000n }) },
    log: { debug: silent, info: silent, warn: silent, error: silent },
    actions: {
      "start-run": async (input) => {
        if (input === "busy") throw new Refusal("rig.busy", "a run is under way");
        started.push(input);
        return { runId: "run-1" };
      },
    },
  });
  let count = 0;
  const command = (changes: Partial<CommandBody> = {}): CommandBody => {
    count += 1;
    const nonce = `nonce-of-command-${count}`;
    const issuedAt = new Date(nowMs).toISOString();
    return { gatewayId: "gw", name: "start-run", input: "x", issuedAt, nonce, ...changes };
  };
  return {
    started,
    command,
    pass: (ms: number) => {
      nowMs += ms;
    },
    ask: async (payload: string, properties: object = {}) => {
      const message = await desk.answer(Buffer.from(payload), { retain: false, ...properties });
      return { ...message, answer: JSON.parse(String(message?.payload)) };
    },
  };
}

test("a signed command is obeyed once and answered where and as the caller asked", async () => {
  const { ask, command, started } = openDesk();
  const body = command({ input: { rig: "fct-1" } });
  const correlationData = Buffer.from([1, 2, 3]);
  const asked = { responseTopic: "mes/answers", correlationData };
  const done = await ask(encodeCommand(body, secret), asked);
  expect(done).toMatchObject({ topic: "mes/answers", correlationData });
  expect(done.answer).toMatchObject({ ok: true, nonce: body.nonce, result: { runId: "run-1" } });
  expect(started).toEqual([{ rig: "fct-1" }]);
});

test("the same command again, at once or later, drives nothing", async () => {
  const { ask, command, started, pass } = openDesk();
  const payload = encodeCommand(command(), secret);
  await ask(payload);
  expect((await ask(payload)).answer).toMatchObject({ ok: false, code: "command.repeated" });
  pass(29_000);
  expect((await ask(payload)).answer).toMatchObject({ code: "command.repeated" });
  pass(2_000);
  expect((await ask(payload)).answer).toMatchObject({ code: "command.stale" });
  expect(started).toHaveLength(1);
});

test("a command from before the start is stale: who ran here before may have obeyed it", async () => {
  const { ask, command, started } = openDesk();
  const issuedAt = new Date(startMs - 1).toISOString();
  const { answer } = await ask(encodeCommand(command({ issuedAt }), secret));
  expect(answer).toMatchObject({ ok: false, code: "command.stale" });
  expect(started).toEqual([]);
});

test("another secret, a changed body, another gateway, a retained or unknown command: refused", async () => {
  const { ask, command, started } = openDesk();
  const good = encodeCommand(command(), secret);
  const cases: [string, string, object?][] = [
    ["command.not-authentic", encodeCommand(command(), `${secret}!`)],
    ["command.not-authentic", good.replace('\\"x\\"', '\\"y\\"')],
    ["command.unreadable", "{}"],
    ["command.unreadable", "no json"],
    ["command.misdirected", encodeCommand(command({ gatewayId: "other" }), secret)],
    ["command.stale", encodeCommand(command(), secret), { retain: true }],
    ["command.not-allowed", encodeCommand(command({ name: "reload" }), secret)],
    ["rig.busy", encodeCommand(command({ input: "busy" }), secret)],
  ];
  for (const [code, payload, properties] of cases) {
    const { answer } = await ask(payload, properties);
    expect(answer).toMatchObject({ ok: false, code, remedy: expect.stringMatching(/.{20}/) });
  }
  expect(started).toEqual([]);
});

test("nobody without the secret chooses where we publish, and no answer goes where it may settle", async () => {
  const { ask, command } = openDesk();
  const own = "rigline/gw/command/answer";
  const forged = encodeCommand(command(), "guess");
  expect((await ask(forged, { responseTopic: "acme/valve" })).topic).toBe(own);
  for (const responseTopic of ["rigline/gw/historian/receipt", "$SYS/x", "a/#", "+"]) {
    expect((await ask(encodeCommand(command(), secret), { responseTopic })).topic).toBe(own);
  }
  const mine = `${own}/mes`;
  const answered = await ask(encodeCommand(command(), secret), { responseTopic: mine });
  expect(answered.topic).toBe(mine);
});
