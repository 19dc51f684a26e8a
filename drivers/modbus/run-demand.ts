/** What following the runs asks of the port: the looks while a test is under way. Pure. */
import type { PortDemand } from "../contract.ts";
import { planPolls } from "../kit/plan/poll-plan.ts";
import type { WireTiming } from "../kit/plan/wire-time.ts";
import { placeOf, planChannels } from "./channels.ts";
import type { ModbusOptions } from "./options.ts";

/** Each look reads the flags, the ready bits and, to be sure of the unit, the serial number. */
export function runDemand(options: ModbusOptions, timing: WireTiming): readonly PortDemand[] {
  const { run, addressBase } = options;
  if (run === undefined) return [];
  const flags = [run.active, run.start, run.done].flatMap((fields) =>
    fields === undefined ? [] : [{ place: placeOf(fields, addressBase), everyMs: run.everyMs }],
  );
  const ready = planChannels(options).flatMap((channel) =>
    channel.ready === undefined ? [] : [{ place: channel.ready, everyMs: run.everyMs }],
  );
  // Ready bits are asked for in a request of their own, after the flags.
  const blocks = [...planPolls(flags, options, timing), ...planPolls(ready, options, timing)];
  const busyMs = blocks.reduce((sum, { tookMs }) => sum + tookMs, 0);
  return [{ everyMs: run.everyMs, busyMs, requests: blocks.length }];
}
