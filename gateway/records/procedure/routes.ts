import type { VersionRouteKind } from "../controlled/version-routes.ts";
import { procedureContent } from "./version-kind.ts";

/** `/procedures`: what is measured on a unit at an operation, version by version. */
export const procedureRoutes: VersionRouteKind = {
  ...{ type: "procedure", path: "procedures", tag: "Procedures", noun: "procedure" },
  content: procedureContent,
  example: {
    ...{ name: "Functional test", partNumber: "PSU-24", operation: "FCT" },
    measurements: [
      {
        ...{ id: "ripple", name: "Ripple at full load" },
        limits: { comparator: "LE", unit: "mV", specification: { high: 60 } },
      },
    ],
  },
  commands: { save: "procedure.save", move: "procedure.move" },
};
