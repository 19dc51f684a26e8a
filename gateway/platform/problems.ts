/**
 * Every code word this gateway says no with: what it is called, its HTTP status, what to do.
 * Data, so that a test can demand a remedy for each code and the API can publish them all.
 */
import { z } from "zod";
import type { Problem } from "./problem.ts";
import { ACCESS_PROBLEMS } from "./problems/access-problems.ts";
import { CONTROLLED_PROBLEMS } from "./problems/controlled-problems.ts";
import { EVIDENCE_PROBLEMS } from "./problems/evidence-problems.ts";
import { HTTP_PROBLEMS } from "./problems/http-problems.ts";
import { PLACE_PROBLEMS } from "./problems/place-problems.ts";
import { RECORD_PROBLEMS } from "./problems/record-problems.ts";
import { STATION_PROBLEMS } from "./problems/station-problems.ts";
import { UNIT_PROBLEMS } from "./problems/unit-problems.ts";

/** All code words; the reference page lists them. */
export const PROBLEMS = {
  "request.invalid": {
    status: 400,
    title: "The request is not of the documented form",
    remedy: "Correct the fields named in `errors`; the reference is at /api/v1/reference.",
  },
  "request.too-large": {
    status: 413,
    title: "The request body is too large",
    remedy: "Send at most 1 MiB; split larger imports.",
  },
  "request.not-json": {
    status: 415,
    title: "The body is not JSON",
    remedy: "Send `Content-Type: application/json` and a JSON object.",
  },
  "request.malformed-json": {
    status: 400,
    title: "The body can not be read as JSON",
    remedy: "Send one JSON object in UTF-8, without comments or trailing commas.",
  },
  "request.foreign-origin": {
    status: 403,
    title: "The request was made by another site's page",
    remedy:
      "Open the dashboard at the address that `npm start` printed, or call without a browser.",
  },
  "request.malformed": {
    status: 400,
    title: "The request is not valid HTTP",
    remedy: "Correct address and headers; `curl` shows what a valid request looks like.",
  },
  "request.headers-too-large": {
    status: 431,
    title: "The headers are too large",
    remedy: "Send at most 16 KiB of headers; delete old cookies of this address.",
  },
  "request.too-slow": {
    status: 408,
    title: "The request did not arrive in time",
    remedy: "Send the whole request within 30 s.",
  },
  "request.foreign-host": {
    status: 403,
    title: "The request came by a name that is not this machine's",
    remedy:
      "Open the dashboard at the address that `npm start` printed, or add the name to `api.names` " +
      "in rigline.yaml.",
  },
  "demo.no-plug": {
    status: 409,
    title: "The plug can not be pulled here",
    remedy: "Start the demo with `npm start`, which starts it again when it was killed.",
  },
  "cursor.invalid": {
    status: 400,
    title: "The cursor is not one of ours",
    remedy: "Use the `nextCursor` of the last page unchanged, or start without a cursor.",
  },
  "picture.not-found": {
    status: 404,
    title: "No such picture",
    remedy: "Take the hash from the prompt or the procedure that names the picture.",
  },
  "probe.busy": {
    status: 409,
    title: "The port is being probed already",
    remedy: "Wait for the other probe: each is over within 20 s.",
  },
  "probe.port-in-use": {
    status: 409,
    title: "The port is in use",
    remedy:
      "Free it: give the rig that is named `enabled: false` in rigline.yaml and start the gateway " +
      "again, or end the program that is named; a device with several sockets can be probed by its " +
      "address as it is.",
  },
  "probe.no-answer": {
    status: 502,
    title: "The device did not answer",
    remedy:
      "Check power, wiring, unit id and framing, of a serial line baud rate and parity, too: " +
      "`rigline probe --baud auto` tries the usual ones.",
  },
  "probe.failed": {
    status: 502,
    title: "The device could not be probed",
    remedy: "Do what is said in `detail`.",
  },
  "route.not-found": {
    status: 404,
    title: "There is nothing at this address",
    remedy: "The addresses are listed at /api/v1/reference.",
  },
  "method.not-allowed": {
    status: 405,
    title: "This address does not take that method",
    remedy: "Use one of the methods in the `Allow` header.",
  },
  "dashboard.not-built": {
    status: 404,
    title: "The dashboard is not built",
    remedy: "Start with `npm start`, which builds it; the API works without.",
  },
  "live.too-many-clients": {
    status: 503,
    title: "Too many pages listen to the live stream",
    remedy: "Close some; each open page of the dashboard holds one stream.",
  },
  "gateway.not-ready": {
    status: 503,
    title: "The gateway is not ready to take runs",
    remedy: "See `errors` for the causes; each names its own remedy.",
  },
  "gateway.unexpected": {
    status: 500,
    title: "The gateway met a fault of its own",
    remedy: "Report it with the id in `instance`; the log has its cause under that id.",
  },
  "config.invalid": {
    status: 422,
    title: "The configuration can not be used; the one that runs goes on",
    remedy: "Correct the faults in `errors`; `npx rigline check FILE` shows them with their lines.",
  },
  ...ACCESS_PROBLEMS,
  ...HTTP_PROBLEMS,
  ...EVIDENCE_PROBLEMS,
  ...RECORD_PROBLEMS,
  ...STATION_PROBLEMS,
  ...PLACE_PROBLEMS,
  ...UNIT_PROBLEMS,
  ...CONTROLLED_PROBLEMS,
  "projection.rebuilding": {
    status: 503,
    title: "The tables are being rebuilt from the ledger",
    remedy: "Wait; progress is shown at /readyz.",
  },
  "ledger.damaged": {
    status: 503,
    title: "The end of the ledger was damaged at the start",
    remedy:
      "Run `rigline verify`, check the disk, restore the last backup beside it; new results go on " +
      "in a log of their own and are whole.",
  },
  "disk.reserved": {
    status: 503,
    title: "The disk is nearly full: no new run starts",
    remedy:
      "Free space on the disk of the data directory (see `retention:` and `disk:` in rigline.yaml); " +
      "runs start again by themselves.",
  },
  "ledger.unavailable": {
    status: 503,
    title: "The ledger does not take entries now",
    remedy: "See /readyz and the Health page for the cause.",
  },
} as const satisfies Readonly<Record<string, Problem>>;

export type ProblemCode = keyof typeof PROBLEMS;

/** True for a code word that is listed above. */
export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code);
}

/** What every fault answers, as application/problem+json (RFC 9457). */
export const problemDocument = z.object({
  type: z.string().describe("Where the fault is described"),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe("What went wrong this time"),
  code: z.string().describe("Stable code word, noun first: program against this"),
  remedy: z.string().describe("What to do"),
  instance: z.string().optional().describe("Names this very occurrence in the log"),
  errors: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .optional()
    .describe("Each fault with the field it is in"),
});

export type ProblemDocument = z.infer<typeof problemDocument>;
