import { useTranslation } from "react-i18next";
import type { DistributionAnswer } from "../../app/contract.ts";
import { formatBound, formatCount, formatMeasured } from "../../measure/number-format.ts";
import { unitSymbol } from "../../measure/unit-symbol.ts";
import { TableScroll } from "../../parts/page.tsx";
import { RowsLink } from "./rows-link.tsx";

interface BinTableProps {
  readonly bins: DistributionAnswer["histogram"];
  readonly symbol: string;
}

/** The bins that hold anything; each opens its runs. */
export function BinTable({ bins, symbol }: BinTableProps) {
  const { t } = useTranslation();
  return (
    <TableScroll label={t("quality.histogram")}>
      <table className="rows">
        <thead>
          <tr>
            <th>{t("quality.bin")}</th>
            <th className="right">{t("quality.count")}</th>
          </tr>
        </thead>
        <tbody>
          {bins
            .filter(({ count }) => count > 0)
            .map(({ low, high, count, rows }) => (
              <tr key={low}>
                <th scope="row" className="num">
                  {formatBound(low)} – {formatBound(high)} {symbol}
                </th>
                <td className="right num">
                  <RowsLink address={rows}>{formatCount(count)}</RowsLink>
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

const BANDS = ["specification", "acceptance", "warning"] as const;
type Limits = DistributionAnswer["limits"][number];

/** Every set of limits the values were judged by, the latest first. */
export function LimitTable({ limits }: { limits: readonly Limits[] }) {
  const { t } = useTranslation();
  return (
    <TableScroll label={t("quality.limits")}>
      <table className="rows">
        <thead>
          <tr>
            <th>{t("quality.procedure")}</th>
            {BANDS.map((band) => (
              <th key={band}>{t(`quality.band.${band}`)}</th>
            ))}
            <th className="right">{t("quality.values")}</th>
          </tr>
        </thead>
        <tbody>
          {limits.map((set) => (
            <tr key={set.procedure}>
              <th scope="row">{set.procedure}</th>
              {BANDS.map((band) => (
                <td key={band} className="num">
                  {bandText(set[band], set.unit) ?? t("quality.none")}
                </td>
              ))}
              <td className="right num">{formatCount(set.values)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function bandText(band: Limits["specification"], unit: string): string | undefined {
  if (band === undefined) return undefined;
  const bound = (value: number | undefined) => (value === undefined ? "…" : formatBound(value));
  return `${bound(band.low)} – ${bound(band.high)} ${unitSymbol(unit)}`;
}

interface PlaceTableProps {
  readonly slots: DistributionAnswer["slots"];
  readonly symbol: string;
}

/** The same figures for each station and slot. */
export function PlaceTable({ slots, symbol }: PlaceTableProps) {
  const { t } = useTranslation();
  const text = (value: number) => `${formatMeasured(value, [])} ${symbol}`;
  return (
    <TableScroll label={t("quality.places")}>
      <table className="rows">
        <thead>
          <tr>
            <th>{t("quality.places")}</th>
            <th className="right">{t("quality.values")}</th>
            <th className="right">{t("quality.mean")}</th>
            <th className="right">{t("quality.deviation")}</th>
            <th className="right">{t("quality.min")}</th>
            <th className="right">{t("quality.max")}</th>
            <th className="right">{t("quality.out")}</th>
          </tr>
        </thead>
        <tbody>
          {slots.map(({ station, slot, n, mean, deviation, min, max, failed }) => (
            <tr key={JSON.stringify([station, slot])}>
              <th scope="row">{slot === "" ? station : `${station} · ${slot}`}</th>
              <td className="right num">{formatCount(n)}</td>
              <td className="right num">{text(mean)}</td>
              <td className="right num">
                {deviation === undefined ? t("quality.none") : text(deviation)}
              </td>
              <td className="right num">{text(min)}</td>
              <td className="right num">{text(max)}</td>
              <td className="right num">{formatCount(failed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}
