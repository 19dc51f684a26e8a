import { useTranslation } from "react-i18next";
import type { OutlookAnswer } from "../../../app/contract.ts";
import { formatCount } from "../../../measure/number-format.ts";
import { useTimeFormat } from "../../../parts/use-time.ts";
import { pointsOf, type Scale, scaleOf, stepsOf } from "./burn-up-points.ts";

const WIDTH = 720;
const HEIGHT = 260;
const EDGE = { left: 48, right: 12, top: 12, bottom: 26 };

/** Three lines: made, wanted, expected; a dashed one to P50 with its reach to P95. */
export function BurnUpChart({ outlook }: { outlook: OutlookAnswer }) {
  const { t } = useTranslation();
  const points = pointsOf(outlook);
  const scale = scaleOf(points, { width: WIDTH, height: HEIGHT, edge: EDGE });
  const draw = (steps: readonly { readonly at: number; readonly units: number }[]) =>
    steps.map(({ at, units }) => `${scale.x(at)},${scale.y(units)}`).join(" ");
  return (
    <>
      <svg className="burn-up" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        <Grid scale={scale} quantity={outlook.order.quantity} />
        <Days scale={scale} />
        {points.reach === undefined ? null : (
          <polygon className="burn-up-reach" points={draw(points.reach)} />
        )}
        <polyline className="burn-up-wanted" points={draw(stepsOf(points.wanted))} />
        <polyline className="burn-up-made" points={draw(stepsOf(points.made))} />
        {points.expected === undefined ? null : (
          <polyline className="burn-up-expected" points={draw(points.expected)} />
        )}
        <line
          className="burn-up-now"
          x1={scale.x(points.now)}
          x2={scale.x(points.now)}
          y1={EDGE.top}
          y2={HEIGHT - EDGE.bottom}
        />
      </svg>
      <p className="burn-up-keys" aria-hidden="true">
        <span className="is-made">{t("operations.burnUpMade")}</span>
        <span className="is-wanted">{t("operations.burnUpWanted")}</span>
        {points.expected === undefined ? null : (
          <span className="is-expected">{t("operations.burnUpExpected")}</span>
        )}
      </p>
    </>
  );
}

function Grid({ scale, quantity }: { scale: Scale; quantity: number }) {
  const lines = [0, 0.25, 0.5, 0.75, 1].map((part) => Math.round(part * quantity));
  return [...new Set(lines)].map((units) => (
    <g key={units}>
      <line
        className="burn-up-grid"
        x1={EDGE.left}
        x2={WIDTH - EDGE.right}
        y1={scale.y(units)}
        y2={scale.y(units)}
      />
      <text className="burn-up-label" x={EDGE.left - 6} y={scale.y(units) + 4} textAnchor="end">
        {formatCount(units)}
      </text>
    </g>
  ));
}

function Days({ scale }: { scale: Scale }) {
  const format = useTimeFormat("date");
  return [0, 0.5, 1].map((part, index) => {
    const at = scale.from + part * (scale.to - scale.from);
    return (
      <text
        key={part}
        className="burn-up-label"
        x={scale.x(at)}
        y={HEIGHT - 6}
        textAnchor={(["start", "middle", "end"] as const)[index]}
      >
        {format(at)}
      </text>
    );
  });
}
