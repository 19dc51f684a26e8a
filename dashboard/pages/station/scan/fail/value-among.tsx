/** A value among the latest ones: their histogram, the limits, and where it lies. */
import { useTranslation } from "react-i18next";
import type { AfterFailAnswer, LimitsView } from "../../../../app/contract.ts";
import { decidingBounds } from "../../../../measure/measurement-text.ts";
import { formatTick } from "../../../../measure/number-format.ts";
import { unitSymbol } from "../../../../measure/unit-symbol.ts";
import { spanOf } from "./among-scale.ts";

type Failing = AfterFailAnswer["failing"][number];

interface ValueAmongProps {
  readonly recent: NonNullable<Failing["recent"]>;
  readonly side: Failing["side"];
  readonly value: number;
  readonly unit: string;
  readonly limits: LimitsView | undefined;
}

const WIDTH = 320;
const HEIGHT = 64;

/** The same in words below it. */
export function ValueAmong({ recent, value, unit, limits }: ValueAmongProps) {
  const { t } = useTranslation();
  const { histogram, n, beyond, min, max } = recent;
  const bounds = decidingBounds(limits);
  const { low, high } = spanOf([min, max, value, ...bounds]);
  const at = (x: number) => ((x - low) / (high - low)) * WIDTH;
  const most = Math.max(1, ...histogram.map(({ count }) => count));
  const words = { count: n, low: formatTick(min), high: formatTick(max), unit: unitSymbol(unit) };
  return (
    <figure className="among">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t("work.after.histogram", words)}
      >
        {histogram.map((bin) => (
          <rect
            key={bin.low}
            className="among-bin"
            x={at(bin.low)}
            width={Math.max(1, at(bin.high) - at(bin.low) - 1)}
            y={HEIGHT - (bin.count / most) * (HEIGHT - 6)}
            height={(bin.count / most) * (HEIGHT - 6)}
          />
        ))}
        {bounds.map((bound) => (
          <line key={bound} className="among-bound" x1={at(bound)} x2={at(bound)} y1="0" y2="64" />
        ))}
        <line className="among-value" x1={at(value)} x2={at(value)} y1="0" y2="64" />
      </svg>
      <figcaption className="muted num">{t("work.after.among", { count: n, beyond })}</figcaption>
    </figure>
  );
}
