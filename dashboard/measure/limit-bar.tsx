/** The bar between limits: bands, bounds and where the value lies. */
import type { LimitsView } from "../app/contract.ts";
import { type LimitScale, type Stretch, scaleOf } from "./limit-scale.ts";
import { formatBound } from "./number-format.ts";
import "./limit-bar.css";

/** What the bar says of its value; `expected` has none yet. */
export type BarState = "pass" | "warned" | "fail" | "unjudged" | "expected";

interface LimitBarProps {
  readonly limits: LimitsView;
  readonly value?: number | undefined;
  readonly state: BarState;
  /** Bounds printed under the bar. */
  readonly labelled?: boolean;
}

/** Decorative for screen readers: value, limits and verdict always stand beside it as text. */
export function LimitBar({ limits, value, state, labelled = true }: LimitBarProps) {
  const scale = scaleOf(limits, value);
  if (scale === undefined) return null;
  return (
    <div className={`limit-bar for-${state}`} aria-hidden="true">
      <div className={`limit-track ${scale.inverted ? "is-inverted" : ""}`}>
        <BandStretch name="specification" stretch={scale.specification} />
        <BandStretch name="acceptance" stretch={scale.acceptance} />
        <BandStretch name="warning" stretch={scale.warning} />
        {scale.bounds.map((bound) => (
          <span key={bound.value} className="limit-bound" style={{ left: `${bound.at}%` }} />
        ))}
        <Marker scale={scale} />
      </div>
      {labelled ? <BoundLabels scale={scale} /> : null}
    </div>
  );
}

function BandStretch({ name, stretch }: { name: string; stretch: Stretch | undefined }) {
  if (stretch === undefined) return null;
  const style = { left: `${stretch.from}%`, width: `${stretch.to - stretch.from}%` };
  const open = `${stretch.from <= 0 ? "is-open-low" : ""} ${stretch.to >= 100 ? "is-open-high" : ""}`;
  return <span className={`limit-${name} ${open}`} style={style} />;
}

/** A straight mark inside the limits; a diamond outside, a pointed one beyond the bar's end. */
function Marker({ scale }: { scale: LimitScale }) {
  if (scale.marker === undefined) return null;
  const { at, clipped } = scale.marker;
  const side = clipped === undefined ? "" : `is-beyond-${clipped}`;
  return <span className={`limit-marker ${side}`} style={{ left: `${at}%` }} />;
}

function BoundLabels({ scale }: { scale: LimitScale }) {
  return (
    <div className="limit-labels num">
      {scale.bounds.map((bound) => (
        <span key={bound.value} style={{ left: `${bound.at}%` }}>
          {formatBound(bound.value)}
        </span>
      ))}
    </div>
  );
}
