import { useTranslation } from "react-i18next";
import type { YieldAnswer } from "../../../app/contract.ts";
import { asRead, formatCount } from "../../../measure/number-format.ts";
import { TableScroll } from "../../../parts/page.tsx";
import { RowsLink } from "../rows-link.tsx";
import { shareText } from "../share-text.ts";
import { scaleFrom } from "./interval-bar.tsx";

const WIDTH = 960;
const HEIGHT = 220;
const EDGE = { left: 80, right: 8, top: 10, bottom: 24 };

/** Day by day with intervals; the table beneath says the same and opens the rows. */
export function TrendChart({ items }: { items: YieldAnswer["items"] }) {
  const { t } = useTranslation();
  const from = scaleFrom(items);
  return (
    <div className="section-body">
      <svg className="trend" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        <Grid from={from} />
        <Days items={items} from={from} />
      </svg>
      <details className="quality-details">
        <summary>{t("quality.trendTable")}</summary>
        <TrendTable items={items} />
      </details>
    </div>
  );
}

function yOf(share: number, from: number): number {
  const height = HEIGHT - EDGE.top - EDGE.bottom;
  return EDGE.top + height * (1 - (share - from) / (1 - from));
}

function Grid({ from }: { from: number }) {
  const lines = [0, 0.25, 0.5, 0.75, 1].map((part) => from + part * (1 - from));
  return lines.map((share) => (
    <g key={share}>
      <line
        className="trend-grid"
        x1={EDGE.left}
        x2={WIDTH - EDGE.right}
        y1={yOf(share, from)}
        y2={yOf(share, from)}
      />
      <text className="trend-label" x={EDGE.left - 6} y={yOf(share, from) + 4} textAnchor="end">
        {`${asRead(String(Number((share * 100).toFixed(1))))} %`}
      </text>
    </g>
  ));
}

interface DaysProps {
  readonly items: YieldAnswer["items"];
  readonly from: number;
}

function Days({ items, from }: DaysProps) {
  const step = (WIDTH - EDGE.left - EDGE.right) / Math.max(items.length, 1);
  const labelEvery = Math.ceil(70 / step);
  const xOf = (index: number) => EDGE.left + step * (index + 0.5);
  const points = items.map((item, index) => `${xOf(index)},${yOf(item.yield ?? 0, from)}`);
  return (
    <>
      <polyline className="trend-line" points={points.join(" ")} />
      {items.map(({ key, low = 0, high = 1, yield: share = 0 }, index) => (
        <g key={key.day}>
          <line
            className="trend-interval"
            x1={xOf(index)}
            x2={xOf(index)}
            y1={yOf(low, from)}
            y2={yOf(high, from)}
          />
          <circle className="trend-point" cx={xOf(index)} cy={yOf(share, from)} r={4} />
          {index % labelEvery === 0 ? (
            <text className="trend-label" x={xOf(index)} y={HEIGHT - 6} textAnchor="middle">
              {key.day?.slice(5)}
            </text>
          ) : null}
        </g>
      ))}
    </>
  );
}

function TrendTable({ items }: { items: YieldAnswer["items"] }) {
  const { t } = useTranslation();
  return (
    <TableScroll label={t("quality.trend")}>
      <table className="rows">
        <thead>
          <tr>
            <th>{t("quality.day")}</th>
            <th className="right">{t("quality.yield")}</th>
            <th className="right">{t("quality.interval")}</th>
            <th className="right">{t("quality.lost")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ key, n, passed, low = 0, high = 1, yield: share = 0, rows, lostRows }) => (
            <tr key={key.day}>
              <th scope="row">{key.day}</th>
              <td className="right num">
                <RowsLink address={rows}>
                  {shareText(share)} ·{" "}
                  {t("quality.of", { passed: formatCount(passed), n: formatCount(n) })}
                </RowsLink>
              </td>
              <td className="right num">
                {shareText(low)} – {shareText(high)}
              </td>
              <td className="right num">
                <RowsLink address={lostRows}>{formatCount(n - passed)}</RowsLink>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}
