/** Code words of evidence packages and exchange: what is said no with, and what to do. */
import type { Problem } from "../problem.ts";

/** Those of packages, and of files of other tools. */
export const EVIDENCE_PROBLEMS = {
  "evidence.not-found": {
    status: 404,
    title: "No such evidence package",
    remedy: "Check the id; `GET /api/v1/evidence` lists the packages.",
  },
  "evidence.wrong-state": {
    status: 409,
    title: "The package has come too far, or not far enough, for that",
    remedy: "Read the package: `state` says where it is; a sealed one is only ever superseded.",
  },
  "evidence.busy": {
    status: 409,
    title: "A package is being assembled",
    remedy: "Wait until it is sealed: one is written at a time; its `progress` says how far it is.",
  },
  "evidence.empty": {
    status: 409,
    title: "No unit is in scope",
    remedy: "Check serial numbers, order or unit; `detail` says which of them nobody has.",
  },
  "evidence.unreadable": {
    status: 500,
    title: "The sealed file can not be read",
    remedy: "Check the disk, then restore the folder `blobs` from a backup.",
  },
  "exchange.refused": {
    status: 422,
    title: "The file can not be taken in",
    remedy: "Do what `hint` says; the original is kept, so nothing is lost.",
  },
} as const satisfies Readonly<Record<string, Problem>>;
