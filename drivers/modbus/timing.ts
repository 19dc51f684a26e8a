/** What is known and what is assumed of the wire's times. Pure. */
import type { PortDemand, PortSettings } from "../contract.ts";
import { planPolls } from "../kit/plan/poll-plan.ts";
import { demandOf } from "../kit/plan/port-load.ts";
import { adapterMsOf, type WireTiming, wireTiming } from "../kit/plan/wire-time.ts";
import { planChannels } from "./channels.ts";
import type { ModbusOptions } from "./options.ts";
import { runDemand } from "./run-demand.ts";

/** What a device is taken to need for a reply until it was measured. */
const DEVICE_MS = 10;
/** Of a line behind a device server: a slow one, so that no gap is read that may be dear. */
const ASSUMED_BAUD_RATE = 9_600;

/** The line that the frames really run on, as far as it is known. */
function lineBehind(
  { framing, lineBaudRate }: ModbusOptions,
  settings: PortSettings,
  assumedBaudRate: number | undefined,
): Pick<Parameters<typeof wireTiming>[0], "settings" | "framing"> {
  const unknown = framing === "rtu-over-tcp" ? assumedBaudRate : undefined;
  const baudRate = lineBaudRate ?? unknown;
  if (settings.kind === "serial" || baudRate === undefined) return { settings, framing };
  const line = { path: "", baudRate, dataBits: 8, parity: "even", stopBits: 1 } as const;
  return { settings: { kind: "serial", ...line }, framing: "rtu" };
}

function timingOf(
  options: ModbusOptions,
  settings: PortSettings,
  assumed: { readonly deviceMs: number; readonly baudRate?: number },
): WireTiming {
  const { pauseMs, deviceLatencyMs = assumed.deviceMs, adapterLatencyMs } = options;
  return wireTiming({
    ...lineBehind(options, settings, assumed.baudRate),
    ...{ pauseMs, deviceMs: deviceLatencyMs },
    adapterMs: adapterMsOf(settings, adapterLatencyMs),
  });
}

/** The replies tell what device and adapter take together; until they did it is assumed. */
export function measuredTiming(
  options: ModbusOptions,
  settings: PortSettings,
  measured: { readonly p50Ms: number } | undefined,
): WireTiming {
  const assumed = timingOf(options, settings, {
    ...{ deviceMs: DEVICE_MS, baudRate: ASSUMED_BAUD_RATE },
  });
  // Behind a device server the reply's time holds that of the line too.
  const isBehind = settings.kind === "tcp" && assumed.framing === "rtu";
  if (measured === undefined || isBehind) return assumed;
  return { ...assumed, deviceMs: measured.p50Ms, adapterMs: 0 };
}

/** Of telemetry and of following the runs; what is not known of the line costs nothing. */
export function demand(
  options: ModbusOptions,
  settings: PortSettings,
  assumedMs: number,
): readonly PortDemand[] {
  const timing = timingOf(options, settings, { deviceMs: assumedMs });
  const telemetry = planChannels(options).filter(({ step }) => step === undefined);
  return [...demandOf(planPolls(telemetry, options, timing)), ...runDemand(options, timing)];
}
