import type { VersionRouteKind } from "../controlled/version-routes.ts";
import { limitSetInput } from "./limit-set.ts";

/** `/limit-sets`: limits of a product at an operation, apart from its procedure. */
export const limitSetRoutes: VersionRouteKind = {
  ...{ type: "limit-set", path: "limit-sets", tag: "Limits", noun: "limit set" },
  content: limitSetInput,
  example: {
    ...{ partNumber: "PSU-24", operation: "FCT" },
    limits: [
      {
        measurement: "ripple",
        limits: { comparator: "LE", unit: "mV", specification: { high: 60 } },
      },
    ],
  },
  commands: { save: "limitSet.save", move: "limitSet.move" },
};
