import type { MeasurementView } from "../app/contract.ts";
import type { BarState } from "./limit-bar.tsx";

/** How a measurement is drawn: its verdict, and the warning band beside a pass. */
export function barState({ computed, warned }: MeasurementView): BarState {
  return computed === "pass" && warned ? "warned" : computed;
}
