/** What decides the stack lights of stations, looked at anew when something happened there. */
import type { StackLightConfig } from "../../config/places/stack-light-schema.ts";
import { type LightState, lightState } from "../../domain/stack-light/light-state.ts";
import { type Ledger, Refusal } from "../../ledger/contract.ts";
import type { GatewayQueries } from "../../records/queries.ts";
import type { GatewayRules } from "../../records/rules.ts";
import type { LiveEvent, RigView, RunSummary } from "../../records/views.ts";
import { untilDone } from "../ledger-patience.ts";
import type { Rig } from "../open-sessions.ts";
import type { StationClock } from "../station-clock.ts";
import { StackLight } from "./stack-light.ts";

export interface LightParts {
  readonly lights: Readonly<Record<string, StackLightConfig>>;
  readonly rigs: () => readonly Rig[];
  readonly ledger: Pick<Ledger<GatewayRules, GatewayQueries>, "ask" | "execute">;
  readonly clock: StationClock;
  readonly newId: () => string;
  /** Publishes a retained text; rejects where the broker is not connected. */
  readonly publish: (topic: string, text: string) => Promise<void>;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Something unexpected: the gateway must end. */
  readonly fail: (reason: unknown) => void;
}

type Latest = "pass" | "fail" | "other";

/** Told of every event of the line; disposes its lights. */
export class StackLights implements AsyncDisposable {
  readonly #parts: LightParts;
  readonly #lights: readonly { readonly config: StackLightConfig; readonly light: Light }[];
  /** By station: how its latest run ended, until the next unit. */
  readonly #latest = new Map<string, Latest>();
  /** By rig: the run that was stored last, which its view may still hold a moment later. */
  readonly #stored = new Map<string, string>();
  readonly #stop = new AbortController();
  #isDirty = false;
  #work: Promise<void> | undefined;

  constructor(parts: LightParts) {
    this.#parts = parts;
    this.#lights = Object.entries(parts.lights).map(([name, config]) => ({
      config,
      light: openLight(name, config, { ...parts, signal: this.#stop.signal }),
    }));
  }

  /** Returns at once: what is asked of the ledger is asked beside the test. */
  hear(event: LiveEvent): void {
    if (this.#lights.length === 0 || !MATTERS.has(event.kind)) return;
    if (event.kind === "run-started") this.#latest.delete(event.run.station);
    if (event.kind === "arming" && event.state === "armed") this.#latest.delete(event.station);
    if (event.kind === "run-stored") {
      this.#latest.set(event.run.station, latestOf(event.run));
      this.#stored.set(event.run.rig, event.run.id);
    }
    this.look();
  }

  /** Looks at every station soon; many calls are one look. */
  look(): void {
    this.#isDirty = true;
    const retry = { wait: this.#parts.wait, signal: this.#stop.signal };
    const lookAll = () => {
      this.#isDirty = true;
      return this.#lookAll();
    };
    this.#work ??= untilDone(lookAll, retry)
      .catch(this.#parts.fail)
      .finally(() => {
        this.#work = undefined;
        // Between the end of the look and this, something may have happened.
        if (this.#isDirty && !this.#stop.signal.aborted) this.look();
      });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#work;
    await Promise.all(this.#lights.map(({ light }) => light[Symbol.asyncDispose]()));
  }

  async #lookAll(): Promise<void> {
    while (this.#isDirty) {
      this.#isDirty = false;
      for (const { config, light } of this.#lights) {
        light.want(await this.#stateOf(config.station));
      }
    }
  }

  #runs({ name, currentRun }: RigView): boolean {
    return currentRun !== undefined && currentRun.id !== this.#stored.get(name);
  }

  async #stateOf(station: string): Promise<LightState> {
    const { ledger, clock, rigs } = this.#parts;
    const now = clock.now().utcUs;
    const views = rigs().map(({ session }) => session.view());
    const own = views.filter((rig) => rig.station === station);
    const open = await ledger.ask("downtimes.list", { station, open: true, limit: 1, now });
    const names = views.map(({ name }) => name);
    const asked = ledger.ask("stations.get", { station, rigs: names, now });
    const { locked } = await asked.catch(noUnitsThere);
    const latest = this.#latest.get(station);
    return lightState({
      isDown: open.items.length > 0 || own.length === 0 || own.some(isLost),
      isLocked: locked || own.some(({ service }) => service !== undefined),
      isRunning: own.some((rig) => this.#runs(rig)),
      ...(latest === undefined ? {} : { latest }),
    });
  }
}

const MATTERS: ReadonlySet<LiveEvent["kind"]> = new Set([
  ...(["rig", "run-started", "run-stored", "arming", "records"] as const),
]);

/** Only instruments stand there, or its rig is being opened anew: nothing holds a unit back. */
function noUnitsThere(error: unknown): { readonly locked: boolean } {
  if (error instanceof Refusal && error.code === "station.not-found") return { locked: false };
  throw error;
}

function isLost({ link }: RigView): boolean {
  return link === "waiting";
}

function latestOf({ outcome }: RunSummary): Latest {
  return outcome === "pass" || outcome === "fail" ? outcome : "other";
}

type Light = StackLight<LightState>;
type Lit = LightParts & { readonly signal: AbortSignal };

function openLight(name: string, config: StackLightConfig, parts: Lit): Light {
  const { ledger, clock, newId, wait, signal } = parts;
  const { station, rig = "mqtt" } = config;
  let raisedId: string | undefined;
  const context = () => {
    const occurredAt = clock.now().utcUs;
    return { actor: "system:alarms", station, occurredAt, clockState: clock.state() };
  };
  const tell = async (trouble: Error | undefined) => {
    if (trouble === undefined) {
      if (raisedId !== undefined) await ledger.execute("alarm.clear", { id: raisedId }, context());
      raisedId = undefined;
      return;
    }
    const what = `the stack light ${name} of ${station} can not be switched: ${trouble.message}`;
    const about = { rig, kind: "stack-light" as const, channel: name, what, flapping: false };
    const raised = await ledger.execute("alarm.raise", { id: newId(), ...about }, context());
    raisedId = raised.result;
  };
  let telling: Promise<void> = Promise.resolve();
  return new StackLight<LightState>({
    write: (state, signal) => switchLamps(state, { config, parts, signal }),
    onTrouble: (trouble) => {
      const told = () => untilDone(() => tell(trouble), { wait, signal });
      telling = telling.then(told).catch(parts.fail);
    },
    wait,
  });
}

async function switchLamps(
  state: LightState,
  to: {
    readonly config: StackLightConfig;
    readonly parts: LightParts;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { config, parts, signal } = to;
  const { station, rig, lamps = {}, topic } = config;
  if (rig !== undefined) {
    const live = parts.rigs().find(({ session }) => session.name === rig)?.session.live;
    if (live === undefined) throw new Error(`rig ${rig} is not connected`);
    for (const [channel, states] of Object.entries(lamps)) {
      await live.send({ kind: "write", channel, value: states.includes(state) }, signal);
    }
  }
  if (topic === undefined) return;
  const at = new Date(parts.clock.now().utcUs / 1_000).toISOString();
  await parts.publish(topic, JSON.stringify({ station, state, at }));
}
