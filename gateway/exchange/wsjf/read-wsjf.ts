/** A test report in WSJF, the JSON of WATS. */
import { z } from "zod";
import { parseIsoTime } from "../../domain/iso-time.ts";
import {
  type ConvertedRun,
  decodeJson,
  ExchangeError,
  type ImportDefaults,
  isoMs,
  notAReport,
  type SentRun,
} from "../converted.ts";

const text = z.string().nullish();
const status = z.string().nullish();
const number = z.union([z.number(), z.string()]).nullish();

const numeric = z.object({ name: text, status, unit: text, value: number });
const named = z.object({ name: text, status, value: z.unknown().optional() });

interface Step {
  readonly name?: string | null | undefined;
  readonly status?: string | null | undefined;
  readonly totTime?: number | null | undefined;
  readonly numericMeas?: readonly z.infer<typeof numeric>[] | null | undefined;
  readonly booleanMeas?: readonly z.infer<typeof named>[] | null | undefined;
  readonly stringMeas?: readonly z.infer<typeof named>[] | null | undefined;
  readonly chart?: unknown;
  readonly steps?: readonly Step[] | null | undefined;
}

const step: z.ZodType<Step> = z.object({
  ...{ name: text, status, totTime: z.number().nullish(), chart: z.unknown().optional() },
  numericMeas: z.array(numeric).nullish(),
  booleanMeas: z.array(named).nullish(),
  stringMeas: z.array(named).nullish(),
  steps: z.array(z.lazy((): z.ZodType<Step> => step)).nullish(),
});

const report = z.object({
  id: z.guid(),
  type: z.enum(["T", "R"]),
  ...{ pn: z.string(), sn: z.string(), rev: text, processName: text, processCode: z.unknown() },
  result: z.enum(["P", "F", "E", "T"]),
  ...{ machineName: z.string(), start: text, startUTC: text, purpose: text },
  uut: z.object({ execTime: z.number().nullish(), comment: text, user: text }).nullish(),
  miscInfos: z.array(z.unknown()).nullish(),
  subUnits: z.array(z.unknown()).nullish(),
  assets: z.array(z.unknown()).nullish(),
  root: step.nullish(),
});

interface Named {
  readonly name?: string | null | undefined;
  readonly status?: string | null | undefined;
}

type SentMeasurement = SentRun["measurements"][number];

/** T is "terminated" in WATS: somebody stopped it. */
const RESULTS = {
  P: { reported: "pass", completion: "completed" },
  F: { reported: "fail", completion: "completed" },
  E: { reported: "error", completion: "error" },
  T: { reported: "aborted", completion: "aborted" },
} as const satisfies Record<string, Pick<SentRun, "reported" | "completion">>;

/** Reads one report. Throws ExchangeError. */
export function readWsjf(bytes: Uint8Array, defaults: ImportDefaults): ConvertedRun {
  const parsed = report.safeParse(decodeJson(bytes));
  if (!parsed.success) throw notAReport("WSJF", parsed.error);
  const { data } = parsed;
  if (data.type === "R") {
    throw new ExchangeError("exchange.not-a-report", "a repair report (type R) is no test run");
  }
  const startedUs = parseIsoTime(data.startUTC ?? data.start ?? "");
  if (startedUs === undefined) {
    throw new ExchangeError("exchange.bad-value", "startUTC is no time with a zone");
  }
  const operation = defaults.operation ?? data.processName ?? undefined;
  if (!operation) throw new ExchangeError("exchange.missing", "processName is missing");
  const startedMs = startedUs / 1000;
  const reader = new StepReader(startedMs);
  if (data.root) reader.take(data.root, []);
  const spentMs = Math.max((data.uut?.execTime ?? 0) * 1000, reader.elapsedMs);
  const run: SentRun = {
    ...{ id: data.id, station: data.machineName, operation, serialNumber: data.sn },
    ...{ partNumber: data.pn, startedAt: isoMs(startedMs), finishedAt: isoMs(startedMs + spentMs) },
    ...RESULTS[data.result],
    measurements: reader.measurements,
  };
  return { place: data.sn, run, unmapped: [...reader.unmapped, ...unmappedOf(data)] };
}

function unmappedOf(data: z.infer<typeof report>): string[] {
  const lists = (["miscInfos", "subUnits", "assets"] as const).flatMap((key) =>
    (data[key]?.length ?? 0) > 0 ? [`${key}: ${data[key]?.length}`] : [],
  );
  const texts = (["rev", "purpose"] as const).flatMap((key) =>
    data[key] ? [`${key}: ${data[key]}`] : [],
  );
  return [...texts, ...lists, ...(data.uut?.comment ? ["uut.comment"] : [])];
}

/** Steps in their order; a step that is repeated is a further attempt. */
class StepReader {
  readonly measurements: SentMeasurement[] = [];
  readonly unmapped: string[] = [];
  readonly #startedMs: number;
  elapsedMs = 0;

  constructor(startedMs: number) {
    this.#startedMs = startedMs;
  }

  take(each: Step, path: readonly string[]): void {
    const { steps, status: said, numericMeas, booleanMeas, stringMeas } = each;
    const here = [...path, each.name ?? ""];
    // A sequence's time is the sum of its steps.
    if (!steps?.length) this.elapsedMs += (each.totTime ?? 0) * 1000;
    if (said === "S") {
      this.unmapped.push(`${here.slice(1).join("/")}: was skipped`);
      return;
    }
    if (each.chart) this.unmapped.push(`${here.slice(1).join("/")}: chart`);
    for (const each of numericMeas ?? []) this.#add(here, each, numberOf(each.value));
    for (const each of booleanMeas ?? []) this.#add(here, each, each.status === "P");
    for (const each of stringMeas ?? []) {
      this.#add(here, each, typeof each.value === "string" ? each.value : undefined);
    }
    for (const inner of steps ?? []) this.take(inner, here);
  }

  #add(
    path: readonly string[],
    measured: Named & { readonly unit?: string | null | undefined },
    value: number | string | boolean | undefined,
  ): void {
    const own = path.at(-1) ?? "";
    const name = measured.name ? `${own}/${measured.name}` : own;
    if (value === undefined || name === "") {
      this.unmapped.push(`${path.slice(1).join("/")}: has no value`);
      return;
    }
    const reported = { P: "pass", F: "fail" }[measured.status ?? ""] as "pass" | "fail" | undefined;
    this.measurements.push({
      ...{ step: name, value, unit: measured.unit ?? "" },
      takenAt: isoMs(this.#startedMs + this.elapsedMs),
      ...(reported === undefined ? {} : { reported }),
    });
  }
}

/** NaN and infinity are texts in WSJF, and stay texts: they pass nothing. */
function numberOf(value: number | string | null | undefined): number | string | undefined {
  if (typeof value !== "string") return value ?? undefined;
  const number = Number(value);
  return value.trim() !== "" && Number.isFinite(number) ? number : value;
}
