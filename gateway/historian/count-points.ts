/** Asks the database how many points it has, by UTC day: InfluxQL, or PromQL of VictoriaMetrics. */
import { isoDay } from "./days.ts";
import type { InfluxSettings } from "./influx-writer.ts";
import { type CountRule, type DayCount, INFLUX_RULES, VICTORIA_RULES } from "./reconcile.ts";
import { HISTORIAN_REMEDIES } from "./write-decision.ts";

export type DatabaseKind = "influxdb" | "victoria-metrics";

/** Whose points, and of which days. */
export interface CountScope {
  readonly site: string;
  readonly line: string;
  readonly rigs: ReadonlySet<string>;
  /** First and last UTC day, e.g. "2026-11-23". */
  readonly fromDay: string;
  readonly toDay: string;
}

/** The database did not answer what was asked. */
export class CountError extends Error {
  readonly code: "influxdb.unreachable" | "influxdb.not-authorized" | "influxdb.not-found";
  readonly remedy: string;

  constructor(code: CountError["code"], message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = "CountError";
    this.code = code;
    this.remedy = HISTORIAN_REMEDIES[code];
  }
}

/** Which fields count the points of this kind of database. */
export function rulesOf(kind: DatabaseKind): readonly CountRule[] {
  return kind === "influxdb" ? INFLUX_RULES : VICTORIA_RULES;
}

/** What answers at the address. Throws CountError. */
export async function findDatabaseKind(settings: InfluxSettings): Promise<DatabaseKind> {
  const { status, text } = await ask(settings, "/metrics");
  // It answers InfluxDB's own questions too, with nothing in them.
  return status === 200 && text.includes("vm_app_version") ? "victoria-metrics" : "influxdb";
}

/** Points by day and measurement within the scope. Throws CountError. */
export async function countPoints(
  settings: InfluxSettings,
  kind: DatabaseKind,
  scope: CountScope,
): Promise<DayCount[]> {
  const count = kind === "influxdb" ? countInflux : countVictoria;
  const counts: DayCount[] = [];
  for (const rule of rulesOf(kind)) counts.push(...(await count(settings, rule, scope)));
  return counts;
}

const DAY_S = 86_400;

interface InfluxAnswer {
  readonly results?: readonly {
    readonly error?: string;
    readonly series?: readonly {
      readonly tags?: { readonly rig?: string };
      readonly values: readonly (readonly [number, number | null])[];
    }[];
  }[];
  readonly error?: string;
}

async function countInflux(
  settings: InfluxSettings,
  { measurement, fields }: CountRule,
  { site, line, rigs, fromDay, toDay }: CountScope,
): Promise<DayCount[]> {
  const [field = ""] = fields;
  const influxql =
    `SELECT count("${field}") FROM "${measurement}" WHERE time >= '${fromDay}T00:00:00Z' ` +
    `AND time < '${nextDay(toDay)}T00:00:00Z' AND "site" = ${quoted(site)} ` +
    `AND "line" = ${quoted(line)} GROUP BY time(1d), "rig" fill(none)`;
  const query = new URLSearchParams({ db: settings.bucket, epoch: "s", q: influxql });
  if (settings.api === "v2") query.set("org", settings.org);
  const answer = await askJson<InfluxAnswer>(settings, `/query?${query}`);
  const [result] = answer.results ?? [];
  const problem = answer.error ?? result?.error;
  if (problem !== undefined) throw new CountError("influxdb.not-found", problem);
  return (result?.series ?? [])
    .filter(({ tags }) => rigs.has(tags?.rig ?? ""))
    .flatMap(({ values }) => values)
    .map(([second, points]) => ({ day: isoDay(second), measurement, points: points ?? 0 }));
}

interface PromAnswer {
  readonly data?: {
    readonly result: readonly {
      readonly metric: { readonly rig?: string };
      readonly value: readonly [number, string];
    }[];
  };
}

/** A window of a day that ends with its last millisecond, because its start is not part of it. */
async function countVictoria(
  settings: InfluxSettings,
  { measurement, fields }: CountRule,
  { site, line, rigs, fromDay, toDay }: CountScope,
): Promise<DayCount[]> {
  const names = `${measurement}_(${fields.join("|")})`;
  const labels = `__name__=~"${names}",site=${JSON.stringify(site)},line=${JSON.stringify(line)}`;
  const counts: DayCount[] = [];
  for (let day = fromDay; day <= toDay; day = nextDay(day)) {
    const promql = `sum by (rig) (count_over_time({${labels}}[1d]))`;
    const time = `${Date.parse(`${day}T00:00:00Z`) / 1_000 + DAY_S - 0.001}`;
    const query = new URLSearchParams({ query: promql, time, nocache: "1" });
    const answer = await askJson<PromAnswer>(settings, `/api/v1/query?${query}`);
    for (const { metric, value } of answer.data?.result ?? []) {
      if (!rigs.has(metric.rig ?? "")) continue;
      counts.push({ day, measurement, points: Number(value[1]) });
    }
  }
  return counts;
}

function nextDay(day: string): string {
  return isoDay(Date.parse(`${day}T00:00:00Z`) / 1_000 + DAY_S);
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}

const ANSWER_MAX_MS = 60_000;

async function ask(settings: InfluxSettings, path: string) {
  const { url, token, api } = settings;
  const basic = () => `Basic ${Buffer.from(token ?? "").toString("base64")}`;
  const authorization = api === "v1" ? basic() : `Token ${token}`;
  try {
    const response = await fetch(`${url.replace(/\/$/, "")}${path}`, {
      headers: token === undefined ? {} : { authorization },
      signal: AbortSignal.timeout(ANSWER_MAX_MS),
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    const message = cause instanceof Error && cause.message !== "" ? cause.message : "no answer";
    throw new CountError("influxdb.unreachable", `${url}: ${message}`, { cause: error });
  }
}

async function askJson<Answer>(settings: InfluxSettings, path: string): Promise<Answer> {
  const { status, text } = await ask(settings, path);
  const said = `${status} ${text.trim().slice(0, 300)}`;
  if (status === 401 || status === 403) throw new CountError("influxdb.not-authorized", said);
  if (status !== 200) throw new CountError("influxdb.not-found", said);
  try {
    return JSON.parse(text) as Answer;
  } catch (error) {
    throw new CountError("influxdb.not-found", `no JSON: ${said}`, { cause: error });
  }
}
