/** Composition of the stack lights: what decides them, and how they are switched. */

import type { GatewayLedger, Opening } from "../opening.ts";
import { newId } from "../platform/ids.ts";
import { wait } from "../platform/wait.ts";
import type { Rig } from "../station/open-sessions.ts";
import { StackLights } from "../station/stack-light/watch-lights.ts";

/** Opens them onto the stack; the lights of the configuration at start. */
export function openLights(
  { config, clock, meeting, stack, fail }: Opening,
  ledger: GatewayLedger,
  rigs: () => readonly Rig[],
): void {
  const lights = new StackLights({
    ...{ lights: config.stackLights, ledger, rigs, clock, newId, wait, fail },
    publish: (topic, text) => meeting.say(topic, text),
  });
  stack.use(lights);
  meeting.onEvent = (event) => lights.hear(event);
  lights.look();
}
