/** What one slot of a fixture shows, in one word. Pure. */
import type { Panel } from "../../../live/panels.ts";
import type { OutcomeWord } from "../../../parts/outcome.tsx";

/** What a slot is doing. */
export type SlotState =
  | { readonly kind: "lost" | "empty" }
  | { readonly kind: "armed"; readonly serialNumber: string }
  | {
      readonly kind: "testing" | "storing";
      readonly done: number;
      readonly total: number;
      readonly failing: readonly string[];
    }
  | { readonly kind: "verdict"; readonly outcome: OutcomeWord };

/** What is known beside the slot's panel. */
export interface SlotContext {
  /** The page does not hear the gateway: what it showed last may not hold. */
  readonly isLost: boolean;
  /** For whom the slot is armed. */
  readonly armedFor: string | undefined;
}

/** An arming is later than a verdict that stands, and goes before it. */
export function slotState(panel: Panel, { isLost, armedFor }: SlotContext): SlotState {
  const { current } = panel;
  if (isLost && current?.stored !== true) return { kind: "lost" };
  if (current !== undefined && !current.stored) {
    const total = current.expected.length;
    const done = new Set(current.measurements.map(({ id }) => id)).size;
    const failing = current.measurements.filter(({ computed }) => computed === "fail");
    const kind = total > 0 && done >= total ? "storing" : "testing";
    return { kind, done, total, failing: [...new Set(failing.map(({ name }) => name))] };
  }
  if (armedFor !== undefined && !isLost) return { kind: "armed", serialNumber: armedFor };
  if (current === undefined) return { kind: "empty" };
  return { kind: "verdict", outcome: current.run.outcome };
}

/** The panels in the order of the slots; of slots that are not named where they stand. */
export function orderSlots(
  panels: readonly Panel[],
  slots: readonly string[] = [],
): readonly { readonly slot: string; readonly panel: Panel }[] {
  const named = slots.map((slot) => {
    return { slot, panel: panels.find((panel) => panel.slot === slot) ?? { slot } };
  });
  const others = panels.flatMap((panel) =>
    panel.slot === undefined || slots.includes(panel.slot) ? [] : [{ slot: panel.slot, panel }],
  );
  return [...named, ...others];
}
