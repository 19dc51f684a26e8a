/** A rig session on a real port, whose keeper only writes down what it is given. */
import type { Driver, Log, Port, RigEvent } from "../../drivers/contract.ts";
import { serialLineDriver } from "../../drivers/serial-line/driver.ts";
import { RigSession } from "../../gateway/station/rig-session.ts";
import type { RunKeeper } from "../../gateway/station/run/run-keeper.ts";

export interface ListeningRig extends AsyncDisposable {
  readonly session: RigSession;
  readonly events: RigEvent[];
}

const clock = {
  now() {
    const monoNs = process.hrtime.bigint();
    return { utcUs: Date.now() * 1_000, monoNs };
  },
  state: () => "synced" as const,
};
const quiet = () => undefined;
const log: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** Lines `V=1.5`, each a reading of channel v. */
const LINES = serialLineDriver.options.parse({
  lines: [{ match: "V=(?<value>\\S+)", event: "reading", channel: "v", unit: "V" }],
  joinQuietMs: 0,
});

/** Runs until it is disposed. Its retries wait as long as they may: the jitter adds all. */
export function listenToRig(
  port: Port,
  { driver = serialLineDriver, options = LINES }: { driver?: Driver; options?: unknown } = {},
): ListeningRig {
  const events: RigEvent[] = [];
  const keeper = {
    handle: async (event: RigEvent) => {
      events.push(event);
    },
    ...{
      tick: async () => undefined,
      stopAll: async () => undefined,
      close: async () => undefined,
    },
    ...{ hurry: quiet, failed: new Promise(() => undefined), runsToday: () => 0 },
    ...{ noise: {}, readings: 0, open: [] },
  } as unknown as RunKeeper;
  const session = new RigSession({
    ...{ name: "rig", title: "rig", station: "s", operation: "o", enabled: true },
    ...{ simulated: false, silentAfterMs: 60_000, driver, options, port, keeper },
    ...{ publish: quiet, clock, log, random: () => 0.999 },
  });
  const stop = new AbortController();
  const running = session.run(stop.signal);
  return {
    session,
    events,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}
