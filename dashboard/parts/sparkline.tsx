/** The last minutes of a channel as a thin line; drawn small, so SVG and no chart library. */
import type { TracePoint } from "../live/traces.ts";
import { lineBreaks } from "../measure/line-breaks.ts";
import "./sparkline.css";

const WIDTH = 200;
const HEIGHT = 28;
const PAD = 3;

interface SparklineProps {
  readonly points: readonly TracePoint[];
  /** The right edge, epoch milliseconds. */
  readonly until: number;
  /** From the left edge to the right one. */
  readonly spanMs: number;
}

/** Decorative: the latest value stands beside it. */
export function Sparkline({ points, until, spanMs }: SparklineProps) {
  const path = sparkPath({ points, until, spanMs });
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {path === undefined ? null : <path d={path} vectorEffect="non-scaling-stroke" />}
    </svg>
  );
}

/**
 * The lines' path, newest at the right edge; undefined below two points. Where nothing was measured
 * for long a new line begins; a point alone between two gaps is a dot.
 */
export function sparkPath({ points, until, spanMs }: SparklineProps): string | undefined {
  const shown = points.filter((point) => point.at >= until - spanMs);
  if (shown.length < 2) return undefined;
  const values = shown.map((point) => point.value);
  const low = Math.min(...values);
  const span = Math.max(...values) - low;
  const x = (at: number) => (1 - (until - at) / spanMs) * WIDTH;
  const y = (value: number) =>
    span === 0 ? HEIGHT / 2 : HEIGHT - PAD - ((value - low) / span) * (HEIGHT - 2 * PAD);
  const breaks = lineBreaks(shown.map((point) => point.at));
  const isStart = (index: number) =>
    index === 0 || breaks.has(index) || shown[index]?.isStart === true;
  return shown
    .map(({ at, value }, index) => {
      const place = `${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
      if (!isStart(index)) return `L${place}`;
      const isAlone = index === shown.length - 1 || isStart(index + 1);
      return isAlone ? `M${place}h0` : `M${place}`;
    })
    .join("");
}
