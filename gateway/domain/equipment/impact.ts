/**
 * What an instrument that was found out of tolerance did to the runs it was used in (ISO 9001
 * 7.1.5.2, ISO/IEC 17025, IATF 16949 7.1.5.2.1): each suspect measurement is judged again with the
 * error that was found.
 *
 *   error(x) = as found − nominal, linear between two points of one function
 *   corrected = measured − error(measured)
 */
import { judgeValue, type Limits, type Verdict } from "../limits.ts";
import { convert } from "../units.ts";
import { type Calibration, type CalibrationPoint, wasFoundGood, wasLeftGood } from "./equipment.ts";

/** A half-open interval of instants, microseconds since the epoch. */
export interface SuspectWindow {
  /** Absent where nothing is known good before: all of its runs are suspect. */
  readonly fromUs?: number;
  readonly toUs: number;
}

/**
 * The time in which `found` makes every use of the instrument suspect: since the latest calibration
 * before it that left it in tolerance, or found it so where it was not adjusted. Undefined where
 * it was found in tolerance.
 */
export function suspectWindow(
  found: Calibration,
  earlier: readonly Calibration[],
): SuspectWindow | undefined {
  if (wasFoundGood(found)) return undefined;
  const good = earlier
    .filter((each) => each.performedAt < found.performedAt && wasLeftGood(each))
    .toSorted((left, right) => right.performedAt - left.performedAt)[0];
  const toUs = found.performedAt;
  return good === undefined ? { toUs } : { fromUs: good.performedAt, toUs };
}

/** A measurement that was taken with the instrument. */
export interface SuspectMeasurement {
  readonly value: number;
  readonly unit: string;
  readonly limits: Limits;
  readonly verdict: Verdict;
  /** Which of the instrument's functions it was taken with. */
  readonly function: string;
}

/** What it would have been. `unknown` where the points do not reach: nothing is guessed. */
export type Reevaluation =
  | {
      readonly kind: "re-evaluated";
      /** In the unit of the measurement. */
      readonly corrected: number;
      readonly error: number;
      readonly verdict: Verdict;
      readonly flips: boolean;
    }
  | { readonly kind: "unknown"; readonly why: string };

/** Judges a measurement again with the error its instrument was found to have. */
export function reevaluate(measurement: SuspectMeasurement, found: Calibration): Reevaluation {
  const { value, unit, limits } = measurement;
  const curve = errorCurve(found.points, measurement.function, unit);
  if (curve.length === 0) {
    return unknown(`no point of "${measurement.function}" in a unit that ${unit} converts to`);
  }
  const error = errorAt(curve, value);
  if (error === undefined) {
    const reach = `${curve[0]?.low} … ${curve.at(-1)?.high} ${unit}`;
    return unknown(`${value} ${unit} lies beyond the points, ${reach}`);
  }
  const corrected = roundOff(value - error, value);
  const { verdict } = judgeValue(corrected, unit, limits);
  return {
    kind: "re-evaluated",
    corrected,
    error,
    verdict,
    flips: verdict !== measurement.verdict,
  };
}

function unknown(why: string): Reevaluation {
  return { kind: "unknown", why };
}

/** What it read, and by how much that was wrong; in the measurement's unit. */
interface ErrorPoint {
  readonly reading: number;
  readonly error: number;
  readonly low: number;
  readonly high: number;
}

function errorCurve(
  points: readonly CalibrationPoint[],
  measured: string,
  unit: string,
): readonly ErrorPoint[] {
  return points
    .filter((point) => point.function === measured)
    .flatMap((point) => {
      const reading = convert(point.asFound, point.unit, unit);
      const nominal = convert(point.nominal, point.unit, unit);
      if (reading === undefined || nominal === undefined) return [];
      const low = convert(point.range?.low ?? point.asFound, point.unit, unit) ?? reading;
      const high = convert(point.range?.high ?? point.asFound, point.unit, unit) ?? reading;
      return [{ reading, low, high, error: roundOff(reading - nominal, nominal) }];
    })
    .toSorted((left, right) => left.reading - right.reading);
}

function errorAt(curve: readonly ErrorPoint[], value: number): number | undefined {
  const [first, last] = [curve[0], curve.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  if (value <= first.reading) return value >= first.low ? first.error : undefined;
  if (value >= last.reading) return value <= last.high ? last.error : undefined;
  const above = curve.findIndex(({ reading }) => reading > value);
  const [low, high] = [curve[above - 1] ?? first, curve[above] ?? last];
  const share = (value - low.reading) / (high.reading - low.reading);
  return low.error + share * (high.error - low.error);
}

/** 12 digits of the larger figure: a difference of two decimals is not to carry binary dust. */
function roundOff(difference: number, figure: number): number {
  if (difference === 0) return 0;
  const digits = 12 + Math.floor(Math.log10(Math.abs(difference) / (Math.abs(figure) || 1)));
  return Number(difference.toPrecision(Math.min(15, Math.max(1, digits))));
}
