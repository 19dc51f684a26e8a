/** `/quality/changes`: what tells the units that fail now from those before. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { allow } from "../../records/access.ts";
import {
  createRouter,
  instantParameter,
  problemResponses,
  type RouteLedger,
} from "../../records/routes.ts";
import { CSV_HEADERS, csvResponse, formatParameter, windowed } from "../export/answer.ts";
import { encodeCsv } from "../export/csv.ts";
import { filterParameters } from "../facts/filter.ts";
import { policyParameter } from "../yield/policy-parameter.ts";
import { type ChangeAnswer, changeAnswer } from "./view.ts";

const changeRoute = createRoute({
  method: "get",
  path: "/quality/changes",
  ...allow("everybody"),
  tags: ["Quality"],
  summary: "Read what changed between two windows",
  description:
    "Every value that units of the later window are pinned to (station, slot, revision, procedure, " +
    "limits, instrument, order …), by how many times as often they fail as all other units.",
  request: {
    query: windowed({
      ...filterParameters,
      from: instantParameter.describe("Beginning of the later window; ISO 8601 with a zone"),
      baseFrom: instantParameter
        .optional()
        .describe("Beginning of the earlier window; all there is before where absent"),
      baseTo: instantParameter
        .optional()
        .describe("End of the earlier window; `from` where absent"),
      policy: policyParameter,
      format: formatParameter,
    }).refine(({ from, baseTo }) => baseTo === undefined || baseTo <= from, {
      error: "must not lie after `from`: the windows would count units twice",
      path: ["baseTo"],
    }),
  },
  responses: {
    200: csvResponse("The values, those that differ first", changeAnswer),
    ...problemResponses("request.invalid", "projection.rebuilding"),
  },
});

/** The route of changes, to be mounted under the API's base. */
export function changeRoutes(ledger: RouteLedger): OpenAPIHono {
  return createRouter().openapi(changeRoute, async (c) => {
    const { format, ...question } = c.req.valid("query");
    const answer = await ledger.ask("quality.changes", question);
    return format === "csv" ? c.body(toCsv(answer), 200, CSV_HEADERS) : c.json(answer, 200);
  }) as OpenAPIHono;
}

function toCsv({ items, policy, examined }: ChangeAnswer): string {
  return encodeCsv(
    [
      ...[
        "dimension",
        "value",
        "station",
        "componentPart",
        "afterN",
        "afterFailed",
        "beforeN",
        "beforeFailed",
      ],
      ...["othersN", "othersFailed", "ratio", "low95", "high95", "differs"],
      ...["policy", "policyVersion", "examined"],
    ],
    items.map((item) => [
      ...[
        item.dimension,
        item.value,
        item.station,
        item.componentPart,
        item.after.n,
        item.after.failed,
      ],
      ...[item.before.n, item.before.failed, item.others.n, item.others.failed],
      ...[item.ratio, item.low, item.high, item.differs, policy.name, policy.version, examined],
    ]),
  );
}

/** What these routes take and answer, for the typed client. */
export type ChangesRoutes = typeof changeRoute;
