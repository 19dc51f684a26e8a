/**
 * A production order.
 *
 *   planned ─► released ─► in_progress ⇄ on_hold
 *                              └─► completed ─► closed          cancelled from before completion
 */
export const ORDER_STATUSES = [
  ...(["planned", "released", "in_progress", "on_hold", "completed"] as const),
  ...(["closed", "cancelled"] as const),
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** The transitions there are. */
export const ORDER_TRANSITIONS: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  planned: ["released", "cancelled"],
  released: ["in_progress", "cancelled"],
  in_progress: ["on_hold", "completed", "cancelled"],
  on_hold: ["in_progress", "cancelled"],
  completed: ["closed"],
  closed: [],
  cancelled: [],
};

/** True where one transition leads there. */
export function mayBecome(from: OrderStatus, to: OrderStatus): boolean {
  return ORDER_TRANSITIONS[from].includes(to);
}

/**
 * True where transitions lead there, one after the other: a file that states where an order stands
 * may have missed the steps between.
 */
export function isReachable(from: OrderStatus, to: OrderStatus): boolean {
  const seen = new Set<OrderStatus>([from]);
  for (const status of seen) for (const next of ORDER_TRANSITIONS[status]) seen.add(next);
  return from !== to && seen.has(to);
}
