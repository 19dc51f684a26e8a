import { isoTime } from "../../domain/iso-time.ts";
import type { NumberedReading, Query } from "../../ledger/contract.ts";
import type { TelemetrySeries } from "../views.ts";
import { getRunRow } from "./get-query.ts";

/** What the rig measured shortly before and after belongs to the picture of a run. */
const MARGIN_US = 5_000_000;

export interface RunTelemetry {
  readonly id: string;
  /** About how many points a channel at most. */
  readonly pointsMax: number;
  /** Microseconds: where the picture of a run that is still running ends. */
  readonly nowUs?: number;
}

/**
 * What the rig of a run said from 5 s before it to 5 s after, one series a channel.
 * Throws Refusal `run.not-found`.
 */
export const readRunTelemetry: Query<RunTelemetry, TelemetrySeries[]> = (context, input) => {
  const { rig, startedAt, finishedAt } = getRunRow(context.sql, input.id);
  const end = finishedAt ?? input.nowUs ?? startedAt;
  const readings = context.telemetry.window({
    rig,
    fromUs: startedAt - MARGIN_US,
    toUs: Math.max(startedAt, end) + MARGIN_US + 1,
    pointsMax: input.pointsMax,
  });
  const byChannel = Map.groupBy(readings, ({ channel, unit }) => JSON.stringify([channel, unit]));
  return [...byChannel.values()].flatMap(seriesOf);
};

function seriesOf(readings: readonly NumberedReading[]): TelemetrySeries[] {
  const [first] = readings;
  if (first === undefined) return [];
  const points = readings.map(({ takenAt, value, quality }) => ({
    takenAt: isoTime(takenAt),
    value: pointValue(value),
    quality,
  }));
  return [{ channel: first.channel, unit: first.unit, points }];
}

/** JSON has no bigint, NaN or infinity: such a value travels as its text. */
function pointValue(value: NumberedReading["value"]): number | string | boolean {
  const isJson = typeof value !== "bigint" && (typeof value !== "number" || Number.isFinite(value));
  return isJson ? value : value.toString();
}
