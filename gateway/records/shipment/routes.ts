/** `/shipments`: released units leave, the others do not, and it is said why. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { allow } from "../access.ts";
import {
  commandRoute,
  idParams,
  mintedId,
  noParams,
  readRoute,
} from "../commands/command-routes.ts";
import { compact } from "../compact.ts";
import {
  createRouter,
  noQuery,
  pageOf,
  pageQuery,
  pageResponses,
  problemResponses,
} from "../routes.ts";
import type { UnitRouteParts } from "../unit/parts.ts";
import { gateView, shipmentDetail, shipmentView } from "./record.ts";

const word = z.string().trim().min(1).max(200);

const listRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/shipments",
  tags: ["Orders"],
  summary: "List shipments",
  description: "Newest first.",
  request: { query: z.strictObject({ ...pageQuery }) },
  responses: pageResponses(shipmentView),
});

const shipRoute = commandRoute({
  path: "/shipments",
  params: noParams,
  allowed: ["operations", "qa"],
  tag: "Orders",
  summary: "Ship released units",
  description: "All of them or none; each unit that may not go is named with its reason.",
  body: z.strictObject({
    id: mintedId,
    reference: word.describe("Delivery note or order of the customer"),
    customer: word.optional(),
    unitIds: z.array(word).min(1).max(500),
  }),
  example: { reference: "DN-20", unitIds: ["0199d0a4-3c2e-7b51-8f4a-5d2c9e6b7a10"] },
  answer: z.object({ id: z.string() }),
  problems: ["shipment.refused", "unit.not-found", "record.invalid"],
});

const gateRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/shipments/gate",
  tags: ["Orders"],
  summary: "Ask which units may be shipped",
  description:
    "A scanned serial number, or the units of an order that passed everything, by serial number; " +
    "each with what keeps it. Shipping asks the same rule again.",
  request: {
    query: z
      .strictObject({
        serialNumber: word.optional(),
        partNumber: word.optional().describe("Of the serial number"),
        orderId: word.optional(),
        limit: z.coerce.number().int().min(1).max(500).default(100).describe("Of one page"),
        cursor: z.string().max(200).optional().describe("The `nextCursor` of the page before"),
      })
      .refine(
        ({ serialNumber, orderId }) => (serialNumber === undefined) !== (orderId === undefined),
        {
          error: "or `orderId` must be named, and one of the two only",
          path: ["serialNumber"],
        },
      ),
  },
  responses: {
    200: {
      description: "One page",
      content: { "application/json": { schema: pageOf(gateView) } },
    },
    ...problemResponses("request.invalid", "projection.rebuilding"),
  },
});

const getRoute = readRoute({
  path: "/shipments/{id}",
  params: idParams,
  query: noQuery,
  tag: "Orders",
  summary: "Read one shipment",
  description: "With its units as they are now.",
  answer: shipmentDetail,
  problems: ["shipment.not-found"],
});

/** The routes of shipments, to be mounted under the API's base. */
export function shipmentRoutes({ ledger, context, newId }: UnitRouteParts): OpenAPIHono {
  return createRouter()
    .openapi(listRoute, async (c) =>
      c.json(await ledger.ask("shipments.list", compact(c.req.valid("query"))), 200),
    )
    .openapi(gateRoute, async (c) =>
      c.json(await ledger.ask("shipments.gate", compact(c.req.valid("query"))), 200),
    )
    .openapi(getRoute, async (c) =>
      c.json(await ledger.ask("shipments.get", c.req.valid("param")), 200),
    )
    .openapi(shipRoute, async (c) => {
      const { id = newId(), ...rest } = c.req.valid("json");
      await ledger.execute("unit.ship", compact({ id, ...rest }), context(c, ""));
      return c.json({ id }, 200);
    }) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type ShipmentRoutes =
  | typeof listRoute
  | typeof shipRoute
  | typeof gateRoute
  | typeof getRoute;
