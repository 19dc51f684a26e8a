import type { CSSProperties } from "react";

interface IntervalBarProps {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Where the bar begins; it ends at 1. */
  readonly from: number;
}

/** A share with its interval between `from` and 1. The words beside it say the same. */
export function IntervalBar({ value, low, high, from }: IntervalBarProps) {
  const place = (share: number) => `${(100 * (share - from)) / (1 - from)}%`;
  const style = {
    "--low": place(low),
    "--high": place(high),
    "--value": place(value),
  } as CSSProperties;
  return (
    <span className="interval-bar" style={style} aria-hidden="true">
      <span className="interval-band" />
      <span className="interval-value" />
    </span>
  );
}

/** A round share below every interval, so that all bars of a table share one scale. */
export function scaleFrom(items: readonly { readonly low?: number | undefined }[]): number {
  const lowest = Math.min(1, ...items.flatMap(({ low }) => low ?? []));
  return Math.max(0, Math.min(0.9, Math.floor(lowest * 10) / 10));
}
