/** Command cards: printed for a station, and how any text of a scanner is read here. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import type { DowntimeGroup } from "../../../domain/downtime/reasons.ts";
import { CARD_COMMANDS, readCard } from "../../../domain/scan/card.ts";
import { readScan } from "../../../domain/scan/scan.ts";
import { allow } from "../../access.ts";
import { noParams, readRoute } from "../../commands/command-routes.ts";
import { createRouter, noQuery, problemResponses } from "../../routes.ts";
import type { StationRouteParts } from "../routes.ts";
import { cardSections } from "./card-sheet.ts";
import { makeCardSheets } from "./sheet-pdf.ts";

/** What a scanned text says, before anybody looks which unit there is. */
const scanReading = z.object({
  kind: z.enum(["unit", "card", "unreadable"]),
  units: z
    .array(
      z.object({
        serialNumber: z.string(),
        partNumber: z.string().optional(),
        gtin: z.string().optional(),
        lot: z.string().optional(),
      }),
    )
    .optional()
    .describe("Every way to read it, the likeliest first"),
  command: z.enum(CARD_COMMANDS).optional(),
  reason: z.string().optional().describe("Code word on the card"),
  why: z.string().optional().describe("Why it can not be read"),
});

export type ScanReading = z.infer<typeof scanReading>;

const readingRoute = readRoute({
  path: "/scan-reading",
  params: noParams,
  query: z.strictObject({ text: z.string().min(1).max(500).describe("As the scanner typed it") }),
  tag: "Stations",
  summary: "How a scanned text is read",
  description: "For setting up a scanner. Changes nothing, and looks at no record.",
  answer: scanReading,
  problems: [],
});

const sheetRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/stations/{id}/cards.pdf",
  tags: ["Stations"],
  summary: "Command cards of a station, to be printed",
  description: "Each card with its code, and on the last page codes to try a scanner with.",
  request: { params: z.object({ id: z.string().min(1).max(64) }), query: noQuery },
  responses: {
    200: { description: "The sheets", content: { "application/pdf": { schema: z.string() } } },
    ...problemResponses("request.invalid", "projection.rebuilding", "station.not-found"),
  },
});

/** What the routes need besides those of stations. */
export interface CardRouteParts extends StationRouteParts {
  readonly downtimeReasons: readonly DowntimeGroup[];
}

/** The routes of cards, to be mounted under the API's base. */
export function cardRoutes({ ledger, now, rigs, downtimeReasons }: CardRouteParts): OpenAPIHono {
  return createRouter()
    .openapi(readingRoute, (c) => c.json(readingOf(c.req.valid("query").text), 200))
    .openapi(sheetRoute, async (c) => {
      const { id: station } = c.req.valid("param");
      const present = { now: now(), rigs: rigs().map(({ name }) => name) };
      const { title, reasons } = await ledger.ask("stations.get", { station, ...present });
      const sections = cardSections({ ...reasons, downtime: leavesOf(downtimeReasons) });
      const bytes = await makeCardSheets({ station, title, sections });
      c.header("Content-Type", "application/pdf");
      c.header("Content-Disposition", `inline; filename="command-cards-${station}.pdf"`);
      return c.body(Buffer.from(bytes)) as never;
    }) as OpenAPIHono;
}

/** A group without reasons is one itself. */
function leavesOf(groups: readonly DowntimeGroup[]): readonly { code: string; title: string }[] {
  return groups.flatMap(({ code, title, reasons }) =>
    reasons.length === 0
      ? [{ code, title }]
      : reasons.map((each) => ({ code: each.code, title: `${title}: ${each.title}` })),
  );
}

function readingOf(text: string): ScanReading {
  const card = readCard(text);
  if (card !== undefined) return { kind: "card", ...card };
  const scan = readScan(text);
  if (scan.kind === "unreadable") return scan;
  return { kind: "unit", units: scan.units.map((unit) => ({ ...unit })) };
}

/** What these routes take and answer, for the typed client. */
export type CardsRoutes = typeof readingRoute | typeof sheetRoute;
