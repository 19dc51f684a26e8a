/** A test record of OpenHTF as its JSON output writes it. */
import { z } from "zod";
import {
  type ConvertedRun,
  decodeJson,
  ExchangeError,
  type ImportDefaults,
  idOf,
  isoMs,
  notAReport,
  type SentRun,
} from "../converted.ts";
import { parseValidator, passes } from "./validators.ts";

const measurement = z.object({
  name: z.string(),
  outcome: z.string(),
  validators: z.array(z.string()).default([]),
  units: z.object({ code: z.string().nullish(), suffix: z.string().nullish() }).nullish(),
  dimensions: z.array(z.unknown()).nullish(),
  measured_value: z.unknown().optional(),
});

const phase = z.object({
  name: z.string(),
  descriptor_id: z.union([z.number(), z.string()]).nullish(),
  start_time_millis: z.number().nullish(),
  end_time_millis: z.number().nullish(),
  outcome: z.string().nullish(),
  attachments: z.record(z.string(), z.unknown()).nullish(),
  measurements: z.record(z.string(), measurement).nullish(),
});

const record = z.object({
  dut_id: z.string().nullish(),
  start_time_millis: z.number(),
  end_time_millis: z.number(),
  outcome: z.enum(["PASS", "FAIL", "ERROR", "TIMEOUT", "ABORTED"]),
  station_id: z.string().nullish(),
  metadata: z.record(z.string(), z.unknown()).default({}),
  phases: z.array(phase),
  ...{ log_records: z.array(z.unknown()).default([]), diagnoses: z.array(z.unknown()).default([]) },
  ...{ subtests: z.array(z.unknown()).default([]), branches: z.array(z.unknown()).default([]) },
});

type Phase = z.infer<typeof phase>;
type Measurement = z.infer<typeof measurement>;
type SentMeasurement = SentRun["measurements"][number];

/** How the run ended, as OpenHTF means it: a retry that passed is a pass. */
const OUTCOMES = {
  PASS: { reported: "pass", completion: "completed" },
  FAIL: { reported: "fail", completion: "completed" },
  ERROR: { reported: "error", completion: "error" },
  TIMEOUT: { completion: "timeout" },
  ABORTED: { reported: "aborted", completion: "aborted" },
} as const satisfies Record<string, Pick<SentRun, "reported" | "completion">>;

/** UCUM by the UN/CEFACT codes that OpenHTF's units have. */
const UNITS: Readonly<Record<string, string>> = {
  ...{ VLT: "V", "2Z": "mV", AMP: "A", "4K": "mA", OHM: "Ohm", HTZ: "Hz", KHZ: "kHz" },
  ...{ MHZ: "MHz", CEL: "Cel", SEC: "s", C26: "ms", WTT: "W", "2N": "dB", P1: "%", FAR: "F" },
};

/** Reads one record. Throws ExchangeError. */
export function readOpenHtf(bytes: Uint8Array, defaults: ImportDefaults): ConvertedRun {
  const parsed = record.safeParse(decodeJson(bytes));
  if (!parsed.success) throw notAReport("OpenHTF", parsed.error);
  const { data } = parsed;
  const text = (name: string) => {
    const value = data.metadata[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const station = data.station_id ?? defaults.station;
  const operation = defaults.operation ?? text("operation") ?? text("test_name");
  if (operation === undefined)
    throw new ExchangeError("exchange.missing", "the operation is missing");
  if (!station) throw new ExchangeError("exchange.missing", "the station is missing");
  const [serialNumber, partNumber] = [data.dut_id, defaults.partNumber ?? text("part_number")];
  const { measurements, unmapped } = readPhases(data.phases, data.start_time_millis);
  for (const key of ["log_records", "diagnoses", "subtests", "branches"] as const) {
    if (data[key].length > 0) unmapped.push(`${key}: ${data[key].length}`);
  }
  const run: SentRun = {
    id: idOf(
      "openhtf",
      station,
      data.dut_id ?? "",
      data.start_time_millis,
      text("test_name") ?? "",
    ),
    ...{ station, operation },
    ...(serialNumber ? { serialNumber } : {}),
    ...(partNumber === undefined ? {} : { partNumber }),
    startedAt: isoMs(data.start_time_millis),
    finishedAt: isoMs(Math.max(data.end_time_millis, data.start_time_millis)),
    ...OUTCOMES[data.outcome],
    measurements,
  };
  return { place: `${data.dut_id ?? "no serial number"}`, run, unmapped };
}

function readPhases(phases: readonly Phase[], startedMs: number) {
  const measurements: SentMeasurement[] = [];
  const unmapped: string[] = [];
  const stepOf = nameSteps(phases);
  const attempts = new Map<string, number>();
  for (const each of phases) {
    const files = Object.keys(each.attachments ?? {});
    if (files.length > 0) unmapped.push(`${each.name}: attachments ${files.join(", ")}`);
    const takenAt = isoMs(each.end_time_millis ?? each.start_time_millis ?? startedMs);
    for (const measured of Object.values(each.measurements ?? {})) {
      const step = stepOf(each, measured);
      const attempt = (attempts.get(step) ?? 0) + 1;
      const value = measuredValue(measured);
      const place = `${each.name}/${measured.name}`;
      unmapped.push(...doubtsOf(measured, place));
      if (value === undefined) continue;
      attempts.set(step, attempt);
      measurements.push({
        step,
        value,
        unit: unitOf(measured),
        attempt,
        takenAt,
        ...said(measured),
      });
    }
  }
  return { measurements, unmapped };
}

/** A repeated phase has the same descriptor; another phase may have the same measurement. */
function nameSteps(phases: readonly Phase[]): (phase: Phase, measurement: Measurement) => string {
  const owners = new Map<string, Set<string>>();
  const ownerOf = ({ name, descriptor_id: id }: Phase) => `${name} ${id ?? ""}`;
  for (const each of phases) {
    for (const { name } of Object.values(each.measurements ?? {})) {
      owners.set(name, (owners.get(name) ?? new Set()).add(ownerOf(each)));
    }
  }
  return (each, { name }) => ((owners.get(name)?.size ?? 0) > 1 ? `${each.name}/${name}` : name);
}

function measuredValue({ measured_value: value, dimensions, outcome }: Measurement) {
  if (outcome === "UNSET" || (dimensions?.length ?? 0) > 0) return undefined;
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") {
    return value;
  }
  return undefined;
}

function unitOf({ units }: Measurement): string {
  const code = units?.code ?? "";
  return UNITS[code] ?? units?.suffix ?? "";
}

function said({ outcome }: Measurement): Pick<SentMeasurement, "reported"> {
  if (outcome === "PASS") return { reported: "pass" };
  return outcome === "FAIL" ? { reported: "fail" } : {};
}

/** What of a measurement is not taken over, and validators that contradict what is said. */
function doubtsOf(measured: Measurement, place: string): string[] {
  const { outcome, dimensions, validators, measured_value: value } = measured;
  if (outcome === "UNSET") return [`${place}: was not measured`];
  if ((dimensions?.length ?? 0) > 0) return [`${place}: has dimensions`];
  const doubts: string[] = [];
  if (measuredValue(measured) === undefined) doubts.push(`${place}: is no number, text or boolean`);
  for (const text of validators) {
    const validator = parseValidator(text);
    if (validator === undefined) doubts.push(`${place}: the validator "${text}" is not understood`);
    else if (passes(validator, value) === false && outcome === "PASS") {
      doubts.push(`${place}: says PASS, and ${String(value)} is not within "${text}"`);
    }
  }
  return doubts;
}
