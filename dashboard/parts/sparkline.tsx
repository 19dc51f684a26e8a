/** The last two minutes of a channel as a thin line; drawn small, so SVG and no chart library. */
import { TRACE_WINDOW_MS, type TracePoint } from "../live/traces.ts";
import "./sparkline.css";

const WIDTH = 200;
const HEIGHT = 28;
const PAD = 3;

/** Decorative: the latest value stands beside it. `until` is the right edge, epoch ms. */
export function Sparkline({ points, until }: { points: readonly TracePoint[]; until: number }) {
  const path = sparkPath(points, until);
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

/** The line's path, newest at the right edge; undefined below two points. */
export function sparkPath(points: readonly TracePoint[], until: number): string | undefined {
  const shown = points.filter((point) => point.at >= until - TRACE_WINDOW_MS);
  if (shown.length < 2) return undefined;
  const values = shown.map((point) => point.value);
  const low = Math.min(...values);
  const span = Math.max(...values) - low;
  const x = (at: number) => (1 - (until - at) / TRACE_WINDOW_MS) * WIDTH;
  const y = (value: number) =>
    span === 0 ? HEIGHT / 2 : HEIGHT - PAD - ((value - low) / span) * (HEIGHT - 2 * PAD);
  return shown
    .map(
      (point, index) =>
        `${index === 0 ? "M" : "L"}${x(point.at).toFixed(1)} ${y(point.value).toFixed(1)}`,
    )
    .join("");
}
