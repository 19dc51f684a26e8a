/** Code words of units, their holds, repairs and components, orders and nonconformances. */
import type { Problem } from "../problem.ts";

/** What rules about them say no with, and what to do. */
export const UNIT_PROBLEMS = {
  "unit.not-allowed": {
    status: 409,
    title: "The unit's status does not allow that",
    remedy: "Do what `detail` asks for first; the unit's page shows how it gets there.",
  },
  "unit.not-releasable": {
    status: 409,
    title: "The unit can not be released yet",
    remedy: "Each of `errors` names a guard that is missing: a pass, a concession, or a hold.",
  },
  "unit.not-here": {
    status: 409,
    title: "The unit is not in the house",
    remedy: "Take it back first: `POST /api/v1/units/{id}/moves` with `return`, then `readmit`.",
  },
  "unit.exists": {
    status: 409,
    title: "The unit is there already",
    remedy: "Read it by its serial number; a serial number is used once per part number.",
  },
  "unit.other-part": {
    status: 409,
    title: "The serial number belongs to another part number",
    remedy: "Compare the label with the unit; `detail` names the part numbers that have it.",
  },
  "hold.not-found": {
    status: 404,
    title: "No such hold",
    remedy: "Check the id; the unit's page lists its holds.",
  },
  "hold.lifted": {
    status: 409,
    title: "The hold is lifted already",
    remedy: "Read the unit again: somebody was faster.",
  },
  "hold.of-decision": {
    status: 409,
    title: "A decision keeps this hold",
    remedy: "Take the decision; its units are free then.",
  },
  "hold.of-nonconformance": {
    status: 409,
    title: "A nonconformance keeps this hold",
    remedy: "Decide on the unit there: its disposition ends the hold.",
  },
  "repair.not-found": {
    status: 404,
    title: "No such repair",
    remedy: "Check the id; the unit's page lists its repairs.",
  },
  "repair.done": {
    status: 409,
    title: "The repair is done already",
    remedy: "Begin another one if the unit failed again.",
  },
  "component.installed": {
    status: 409,
    title: "The component is installed in another place",
    remedy: "Remove it there first, or check the serial number that was read.",
  },
  "component.circle": {
    status: 409,
    title: "A unit would be a part of itself",
    remedy: "Check which of the two serial numbers is the assembly.",
  },
  "component.unfit": {
    status: 409,
    title: "The component must not be used",
    remedy: "Take another one; `detail` says what is wrong with this one.",
  },
  "order.not-found": {
    status: 404,
    title: "No such order",
    remedy: "Check the number; `GET /api/v1/orders` lists the orders.",
  },
  "order.not-allowed": {
    status: 409,
    title: "The order does not become that now",
    remedy: "Do what `errors` names; the order's `next` names what it may become.",
  },
  "shipment.not-found": {
    status: 404,
    title: "No such shipment",
    remedy: "Check the id; `GET /api/v1/shipments` lists them.",
  },
  "shipment.refused": {
    status: 409,
    title: "Not every unit may be shipped",
    remedy: "Each of `errors` names a unit and why; ship the others, or release it first.",
  },
  "nonconformance.not-found": {
    status: 404,
    title: "No such nonconformance",
    remedy: "Check the id; `GET /api/v1/nonconformances` lists them.",
  },
  "nonconformance.not-allowed": {
    status: 409,
    title: "The nonconformance does not become that now",
    remedy: "Each of `errors` names a guard that is missing.",
  },
  "nonconformance.closed": {
    status: 409,
    title: "The nonconformance is closed",
    remedy: "Reopen it with its reason, or open another one.",
  },
  "corrective-action.not-found": {
    status: 404,
    title: "No such corrective action",
    remedy: "Check the id; `GET /api/v1/corrective-actions` lists them.",
  },
  "corrective-action.not-allowed": {
    status: 409,
    title: "The corrective action does not become that now",
    remedy: "Each of `errors` names a guard that is missing.",
  },
  "run.still-open": {
    status: 409,
    title: "The run is not finished",
    remedy: "Wait for its end, or abort it.",
  },
  "run.linked": {
    status: 409,
    title: "The run has a unit already",
    remedy: "Only a run without unit is linked; a wrong one is invalidated and tested again.",
  },
  "run.invalidated": {
    status: 409,
    title: "The run is invalidated already",
    remedy: "Read the run again; its nonconformance says why.",
  },
  "invalidation.not-found": {
    status: 404,
    title: "No such invalidation",
    remedy: "Check the id; the nonconformance lists its invalidations.",
  },
  "invalidation.pending": {
    status: 409,
    title: "An invalidation of this run is proposed already",
    remedy: "Let quality approve or reject that one.",
  },
  "invalidation.decided": {
    status: 409,
    title: "The invalidation was decided already",
    remedy: "Read it again; a rejected one can be proposed anew.",
  },
} as const satisfies Record<string, Problem>;
