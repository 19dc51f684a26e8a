/** Shares and ratios with digits that never tell another story than the number. Pure. */

import { asRead } from "../../measure/number-format.ts";

/** 0 to 1 in percent; never 100 % where one is missing, never 0 % where there is one. */
export function shareText(share: number): string {
  for (const digits of [1, 2, 3, 4]) {
    const text = (share * 100).toFixed(digits);
    const isEdge = Number(text) === 100 || Number(text) === 0;
    if (!isEdge || share === 1 || share === 0) return `${asRead(text)} %`;
  }
  return asRead(share > 0.5 ? "> 99.9999 %" : "< 0.0001 %");
}

/** How many times as often, in about two digits. */
export function ratioText(ratio: number): string {
  return asRead(ratio.toFixed(ratio >= 100 ? 0 : ratio >= 10 ? 1 : 2));
}
