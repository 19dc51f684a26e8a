/** A Modbus rig of the sample line, read by the driver with the options of its rigline.yaml. */
import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import type { Port, RigEvent } from "../../drivers/contract.ts";
import { modbusDriver } from "../../drivers/modbus/driver.ts";
import { type ModbusOptions, modbusOptions } from "../../drivers/modbus/options.ts";
import { realClock, silentLog } from "./modbus.ts";

/** The options of one rig of the sample line, as a fresh object to change and parse. */
export async function sampleOptions(rig: string): Promise<Record<string, unknown>> {
  const file = new URL("../../fixtures/sample-line/rigline.yaml", import.meta.url);
  return parse(await readFile(file, "utf8")).rigs[rig].options;
}

export interface ListeningRig extends AsyncDisposable {
  readonly events: RigEvent[];
  /** Settles when the connection's events end: undefined, or what they threw. */
  readonly ended: Promise<unknown>;
}

/** Connects the driver and collects what it says. Throws what `connect` throws. */
export async function listenToRig(port: Port, options: object): Promise<ListeningRig> {
  const parsed: ModbusOptions = modbusOptions.parse(options);
  const stop = new AbortController();
  const context = { rig: "rig-1", clock: realClock, log: silentLog, port };
  const connection = await modbusDriver.connect(parsed, context, stop.signal);
  const events: RigEvent[] = [];
  const collect = async () => {
    for await (const event of connection.events(stop.signal)) events.push(event);
  };
  const ended = collect().then(
    () => undefined,
    (error) => error,
  );
  return {
    events,
    ended,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended;
      await connection[Symbol.asyncDispose]();
    },
  };
}

export interface HeardRun {
  readonly serialNumber: string | undefined;
  readonly steps: Readonly<Record<string, unknown>>;
  readonly reported: string | undefined;
}

/** The finished runs among the events. */
export function runsOf(events: readonly RigEvent[]): readonly HeardRun[] {
  const runs: HeardRun[] = [];
  let open: { serialNumber: string | undefined; steps: Record<string, unknown> } | undefined;
  for (const event of events) {
    if (event.kind === "run-started") open = { serialNumber: event.serialNumber, steps: {} };
    if (event.kind === "reading" && event.step !== undefined && open) {
      open.steps[event.step] = event.quality === "good" ? event.value : event.quality;
    }
    if (event.kind === "run-finished" && open) {
      runs.push({ ...open, reported: event.reported });
      open = undefined;
    }
  }
  return runs;
}
