import type { Procedure } from "../../domain/procedure.ts";
import type { Query, SqlReader } from "../../ledger/contract.ts";
import { compact } from "../../records/compact.ts";
import { presentFilter, rowsAddress } from "../facts/filter.ts";
import { describeSample, histogram } from "../statistics/describe.ts";
import {
  findLimits,
  type MeasurementFilter,
  RUNS_READ_MAX,
  readValues,
  type StoredValue,
} from "./values.ts";
import type { DistributionAnswer, MeasurementList } from "./view.ts";

/** A value that is in the figures. */
type Shown = StoredValue & { readonly value: number };

const BINS = 40;
const COUNTED = ["passed", "failed", "error", "timeout", "aborted"] as const;

/** How the values of a measurement lie in the latest runs of the filter, beside their limits. */
export const readDistribution: Query<MeasurementFilter, DistributionAnswer> = ({ sql }, asked) => {
  const { runs, values, from } = readValues(sql, asked);
  const filter = from === undefined ? asked : { ...asked, from };
  const unit = values.find(isNumeric)?.unit ?? "";
  const { shown, leftOut } = sort(values, unit);
  const { measurement } = asked;
  const rows = { ...filter, counts: COUNTED, measurement, having: "measured" as const };
  const valuesShown = shown.map(({ value }) => value);
  return compact({
    ...presentFilter(filter),
    ...{ measurement, name: values[0]?.name ?? measurement, unit },
    ...{ runs, read: Math.min(runs, RUNS_READ_MAX) },
    values: describeSample(valuesShown),
    failed: shown.filter(({ computed }) => computed === "fail").length,
    leftOut,
    limits: limitsOf(sql, shown, measurement),
    histogram: histogram(valuesShown, BINS).map((bin, index, bins) => ({
      ...bin,
      rows: rowsAddress({
        ...{ ...rows, valueFrom: bin.low },
        ...(index === bins.length - 1 ? { valueUpTo: bin.high } : { valueTo: bin.high }),
      }),
    })),
    slots: slotsOf(shown),
    rows: rowsAddress(rows),
  }) as DistributionAnswer;
};

function isNumeric({ value, attempt, quality }: StoredValue): boolean {
  return attempt === 1 && quality === "good" && value !== null;
}

/** Retries would count a unit twice, and a second unit of measurement would be another axis. */
function sort(values: readonly StoredValue[], unit: string) {
  const leftOut = { retries: 0, badQuality: 0, notNumeric: 0, otherUnit: 0 };
  const shown = values.filter((each): each is Shown => {
    if (each.attempt > 1) leftOut.retries += 1;
    else if (each.quality !== "good") leftOut.badQuality += 1;
    else if (each.value === null) leftOut.notNumeric += 1;
    else if (each.unit !== unit) leftOut.otherUnit += 1;
    else return true;
    return false;
  });
  return { shown, leftOut };
}

function limitsOf(
  sql: SqlReader,
  shown: readonly Shown[],
  measurement: string,
): DistributionAnswer["limits"] {
  const byHash = Map.groupBy(shown, ({ procedureHash }) => procedureHash);
  return [...byHash].flatMap(([hash, judged]) => {
    const found = findLimits(sql, hash, measurement);
    if (found === undefined) return [];
    const { comparator, unit, specification, acceptance, guardBandRule, warning } = found.limits;
    const bands = { comparator, unit, specification, acceptance, guardBandRule, warning };
    return [compact({ procedure: found.procedure, ...bands, values: judged.length })];
  });
}

function slotsOf(shown: readonly Shown[]): DistributionAnswer["slots"] {
  const groups = Map.groupBy(shown, ({ station, slot }) => JSON.stringify([station, slot]));
  return [...groups.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, group]) => {
      const [station = "", slot = ""] = JSON.parse(key) as string[];
      const sample = describeSample(group.map(({ value }) => value));
      const failed = group.filter(({ computed }) => computed === "fail").length;
      return sample === undefined ? [] : [{ station, slot, ...sample, failed }];
    });
}

/** What the procedures in force measure, by product, operation and their own order. */
export const listMeasurements: Query<object, MeasurementList> = ({ sql }) => {
  const bodies = sql.all<{ body: string }>(
    `SELECT body FROM procedure JOIN procedure_content USING (hash)
     WHERE status = 'effective' ORDER BY part_number, operation, id, version`,
  );
  return { items: bodies.flatMap(({ body }) => measurementsOf(JSON.parse(body) as Procedure)) };
};

function measurementsOf(procedure: Procedure): MeasurementList["items"] {
  const { id, version, operation, partNumber } = procedure;
  return procedure.measurements.map((each) => ({
    ...{ measurement: each.id, name: each.name, unit: each.limits.unit },
    ...{ operation, partNumber, procedure: `${id} ${version}` },
  }));
}
