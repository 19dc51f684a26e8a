/** What a demo has besides: a past, and a plug that may be pulled. */
import { setTimeout as delay } from "node:timers/promises";
import type { DemoDesk } from "../api/demo-routes.ts";
import type { Opening } from "../opening.ts";
import { openStoryTeller, type StoryTeller } from "../station/story-teller.ts";

/** Long enough for the answer to leave, too short for anything to be tidied up. */
const PULLED_AFTER_MS = 150;

/** The desk of a demo, and how its story begins once there is an address. */
export interface Demo {
  readonly desk: DemoDesk;
  /** Starts to tell the past where the configuration has one. */
  begin(url: string): void;
}

/** Undefined in a real gateway, whatever its configuration says. */
export function openDemo({ demo, revived, config, log, stack }: Opening): Demo | undefined {
  if (!demo) return undefined;
  let teller: StoryTeller | undefined;
  const pullPlug = async () => {
    await delay(PULLED_AFTER_MS);
    process.kill(process.pid, "SIGKILL");
  };
  return {
    desk: {
      story: () => teller?.view(),
      ...(revived ? { pullPlug: () => void pullPlug() } : {}),
    },
    begin(url) {
      const program = config.demo?.story;
      if (program === undefined) return;
      teller = openStoryTeller({ program, url, log });
      stack.use(teller);
    },
  };
}
