import type { z } from "zod";
import type { runImport } from "./import-schema.ts";

/** A run from outside as the API's description shows it; a test keeps it valid. */
export const exampleRunImport: z.input<typeof runImport> = {
  id: "0199d0a4-3c2e-7b51-8f4a-5d2c9e6b7a10",
  station: "FCT-2",
  operation: "FCT",
  serialNumber: "PSU24-000412",
  partNumber: "PSU-24",
  startedAt: "2026-11-23T06:30:00.000000Z",
  finishedAt: "2026-11-23T06:30:06.250000Z",
  reported: "pass",
  measurements: [
    {
      step: "output-voltage",
      value: 24.031,
      unit: "V",
      takenAt: "2026-11-23T06:30:01.125000Z",
      reported: "pass",
    },
    { step: "ripple", value: 61.8, unit: "mV", takenAt: "2026-11-23T06:30:02.000000Z" },
    { step: "firmware", value: "2.5.1", takenAt: "2026-11-23T06:30:05.500000Z" },
  ],
};
