/** Code words of the station: scans, interlocks, arming, overrides. */
import type { Problem } from "../problem.ts";

/** Those of whoever stands at a rig, and of what holds a unit back there. */
export const STATION_PROBLEMS = {
  "station.not-found": {
    status: 404,
    title: "No such station",
    remedy: "Check the name; `GET /api/v1/stations` lists those at which units are tested.",
  },
  "scan.unreadable": {
    status: 422,
    title: "The scan is no serial number",
    remedy: "Scan the unit's label again; check the scanner's set-up where it stays so.",
  },
  "scan.ambiguous": {
    status: 409,
    title: "The scan can mean several units",
    remedy: "Send part number and serial number as `PART|SERIAL`; `detail` names both.",
  },
  "rig.ambiguous": {
    status: 409,
    title: "The station has several rigs for this unit",
    remedy: "Say `rig`; `detail` names them.",
  },
  "slot.not-found": {
    status: 404,
    title: "The rig has no such slot",
    remedy: "Say one that `detail` names, as rigline.yaml has it; none where there are none.",
  },
  "interlock.refused": {
    status: 409,
    title: "An interlock holds the unit back",
    remedy: "See `errors`: each names a check, what it found and what to do.",
  },
  "reason.not-found": {
    status: 422,
    title: "The station has no such reason",
    remedy: "Take one that `detail` names, or add it to `stations` in rigline.yaml.",
  },
  "retest.reason-missing": {
    status: 409,
    title: "A retest needs its reason",
    remedy:
      "Say why it is tested again: `retest` is the code word of a reason that `detail` names.",
  },
  "retest.not-failed": {
    status: 409,
    title: "The unit is not to be tested again",
    remedy: "Arm without a reason: its latest run here did not fail.",
  },
  "arming.not-open": {
    status: 409,
    title: "The rig is armed for nobody",
    remedy: "Nothing needs to be taken back; `GET /api/v1/stations/{id}` shows each slot.",
  },
  "override.never": {
    status: 409,
    title: "This check is never overridden",
    remedy:
      "Hold, identity, reference check, obsolete revision and a locked station stand: remove their cause.",
  },
} as const satisfies Record<string, Problem>;
