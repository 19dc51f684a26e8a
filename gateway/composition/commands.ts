/** Composition of what others may ask for by MQTT. */
import { z } from "zod";
import type { Reload } from "../compose-reload.ts";
import type { CommandAction, CommandName } from "../delivery/commands/command-desk.ts";
import { Refusal } from "../ledger/contract.ts";
import { compact } from "../records/compact.ts";
import type { Rig } from "../station/open-sessions.ts";

const word = z.string().trim().min(1).max(200);
const order = z.strictObject({
  rig: word,
  serialNumber: word.optional(),
  partNumber: word.optional(),
});

/**
 * `start-run` does what `POST /rigs/{name}/start` does, `reload` what SIGHUP does; both throw
 * Refusal. A reload that changes the connection itself is not answered: the caller sees it by the
 * gateway's birth on the state topic.
 */
export function commandActions(
  rigs: () => readonly Rig[],
  reload: Reload,
): Readonly<Record<CommandName, CommandAction>> {
  return {
    "start-run": (input) => startRun(rigs(), input),
    reload: async () => ({ ...(await reload()) }),
  };
}

async function startRun(rigs: readonly Rig[], input: unknown) {
  const parsed = order.safeParse(input);
  if (!parsed.success) throw new Refusal("request.invalid", z.prettifyError(parsed.error));
  const { rig: name, ...unit } = parsed.data;
  const rig = rigs.find(({ session }) => session.name === name);
  if (rig === undefined) throw new Refusal("rig.not-found", `There is no rig ${name}.`);
  if (rig.desk === undefined) {
    throw new Refusal("rig.not-driven", `The rig ${name} runs by itself.`);
  }
  return { runId: await rig.desk.start(compact(unit)) };
}
