import type { DistributionAnswer } from "../../../app/contract.ts";
import { formatTick } from "../../../measure/number-format.ts";

const WIDTH = 960;
const HEIGHT = 260;
const EDGE = { left: 44, right: 12, top: 26, bottom: 26 };
const BANDS = ["specification", "acceptance", "warning"] as const;

type Limits = DistributionAnswer["limits"][number];

interface HistogramChartProps {
  readonly bins: DistributionAnswer["histogram"];
  /** Those in force last. */
  readonly limits: Limits | undefined;
}

/** Bars of counts with the bounds of all three bands; the table beneath says the same. */
export function HistogramChart({ bins, limits }: HistogramChartProps) {
  const bounds = boundsOf(limits);
  const ends = [...bins.flatMap(({ low, high }) => [low, high]), ...bounds.map(({ at }) => at)];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const margin = (high - low || 1) * 0.03;
  const top = Math.max(...bins.map(({ count }) => count));
  const x = (value: number) =>
    EDGE.left +
    ((value - low + margin) / (high - low + 2 * margin)) * (WIDTH - EDGE.left - EDGE.right);
  const y = (count: number) =>
    HEIGHT - EDGE.bottom - (count / top) * (HEIGHT - EDGE.top - EDGE.bottom);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((part) => low + part * (high - low));
  return (
    <svg className="histogram" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      {bins.map((bin) => (
        <rect
          key={bin.low}
          className="histogram-bar"
          x={x(bin.low)}
          width={Math.max(1, x(bin.high) - x(bin.low) - 1)}
          y={y(bin.count)}
          height={HEIGHT - EDGE.bottom - y(bin.count)}
        />
      ))}
      <text className="trend-label" x={EDGE.left - 6} y={y(top) + 4} textAnchor="end">
        {top}
      </text>
      <line className="trend-grid" x1={EDGE.left} x2={WIDTH} y1={y(0)} y2={y(0)} />
      {ticks.map((value) => (
        <text key={value} className="trend-label" x={x(value)} y={HEIGHT - 6} textAnchor="middle">
          {formatTick(value)}
        </text>
      ))}
      {bounds.map(({ band, at }) => (
        <line
          key={`${band} ${at}`}
          className={`histogram-bound is-${band}`}
          x1={x(at)}
          x2={x(at)}
          y1={EDGE.top - 12}
          y2={HEIGHT - EDGE.bottom}
        />
      ))}
    </svg>
  );
}

/** Every bound that is drawn, with the band it is of. */
function boundsOf(limits: Limits | undefined) {
  return BANDS.flatMap((band) => {
    const { low, high } = limits?.[band] ?? {};
    return [low, high].flatMap((at) => (at === undefined ? [] : [{ band, at }]));
  });
}
