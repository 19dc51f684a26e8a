/** Code words of the work place: downtimes, hand-over notes, rigs in and out of service. */
import type { Problem } from "../problem.ts";

/** Those of whoever keeps a station going. */
export const PLACE_PROBLEMS = {
  "downtime.not-found": {
    status: 404,
    title: "No such downtime",
    remedy: "Check the id; `GET /api/v1/downtimes` lists them.",
  },
  "downtime.ended": {
    status: 409,
    title: "The downtime has ended",
    remedy:
      "Nothing needs to be done: a run ended it, or somebody did. Begin a new one if it lasts.",
  },
  "downtime.unknown-reason": {
    status: 422,
    title: "The reason is not one of this station's",
    remedy: "Choose one of `GET /api/v1/downtime-reasons`; print the cards again if one is old.",
  },
  "hand-over.not-found": {
    status: 404,
    title: "No such hand-over note",
    remedy: "Check the id; `GET /api/v1/hand-overs` lists them.",
  },
  "hand-over.acknowledged": {
    status: 409,
    title: "The note is acknowledged",
    remedy: "Nothing needs to be done: somebody has read it.",
  },
  "hand-over.own": {
    status: 409,
    title: "Nobody acknowledges their own note",
    remedy: "Let somebody of the next shift sign in and acknowledge it.",
  },
  "rig.disabled": {
    status: 409,
    title: "The rig is out of service",
    remedy: "Use another rig, or enable it on the page Rigs once it is fit.",
  },
  "rig.enabled": {
    status: 409,
    title: "The rig is in service",
    remedy: "Nothing needs to be done.",
  },
} as const satisfies Record<string, Problem>;
