/** Instruments that answer what a test says, without a wire; for tests only. */
import type { Instant, RigCommand, RigReply } from "../../../../drivers/contract.ts";
import type { ProgramView } from "../../../records/program-views.ts";
import type { LiveRig } from "../../live-rig.ts";
import type { NoteLine } from "../exchanges.ts";
import { OperatorDesk } from "../operator-desk.ts";

/** The time of this process. */
export const clock = {
  now: (): Instant => {
    const monoNs = process.hrtime.bigint();
    return { utcUs: 1_700_000_000_000_000 + Number(monoNs / 1_000n), monoNs };
  },
};

/** What an instrument makes of a command; what is thrown here the driver throws. */
export type Reply = (command: RigCommand, signal: AbortSignal) => RigReply | Promise<RigReply>;

/** A connected rig with a cable that can be pulled, and every command it was given. */
export function fakeRig(name: string, reply: Reply) {
  const lost = new AbortController();
  const commands: RigCommand[] = [];
  const rig: LiveRig = {
    name,
    lost: lost.signal,
    async send(command, signal) {
      commands.push(command);
      return await reply(command, signal);
    },
  };
  return { ...rig, commands, pull: () => lost.abort() };
}

export const text = (answer: string): RigReply => ({
  ...{ kind: "text", text: answer },
  takenAt: clock.now(),
});

/** A reading of good quality. */
export function readingOf(channel: string, value: number | boolean | string): RigReply {
  const reading = { channel, value, unit: "", quality: "good", takenAt: clock.now() } as const;
  return { kind: "reading", reading: { kind: "reading", ...reading } };
}

/** Whatever a driven rig needs beside its instruments, and what it noted and told. */
export function fakeStation(instruments: Readonly<Record<string, LiveRig>>) {
  const notes: NoteLine[] = [];
  const told: ProgramView[] = [];
  let ids = 0;
  const desk = new OperatorDesk({
    ...{ rig: "eol-1", instruments: Object.keys(instruments), readsSerialNumber: false, clock },
    newId: () => `id-${++ids}`,
    publish: (program) => void told.push(program),
  });
  const parts = {
    ...{ instruments: new Map(Object.entries(instruments)), clock, desk },
    note: (line: NoteLine) => void notes.push(line),
  };
  return { parts, notes, told, desk };
}
