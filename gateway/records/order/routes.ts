/** `/orders`: all of them, one, stated anew, moved on. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { ORDER_STATUSES } from "../../domain/order/order-state.ts";
import { allow } from "../access.ts";
import {
  commandRoute,
  idParams,
  noParams,
  readRoute,
  reasonField,
} from "../commands/command-routes.ts";
import { compact } from "../compact.ts";
import { type OrderBody, recordsFile } from "../import-file.ts";
import { placePageQuery } from "../lists/place-cursor.ts";
import { createRouter, noQuery, pageResponses } from "../routes.ts";
import type { UnitRouteParts } from "../unit/parts.ts";
import { orderView } from "../views.ts";

const listRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/orders",
  tags: ["Orders"],
  summary: "List orders",
  description: "By id. The counts of an order always sum to its quantity.",
  request: {
    query: z.strictObject({
      state: z
        .enum(["open", "over"])
        .optional()
        .describe("`over`: completed, closed or cancelled; all if absent"),
      ...placePageQuery,
    }),
  },
  responses: pageResponses(orderView),
});

const getRoute = readRoute({
  path: "/orders/{id}",
  params: idParams,
  query: noQuery,
  tag: "Orders",
  summary: "Read one order",
  description: "With where its units stand and what it may become.",
  answer: orderView,
  problems: ["order.not-found"],
});

const orderInput = recordsFile.shape.orders.unwrap().element;

const saveRoute = commandRoute({
  path: "/orders",
  params: noParams,
  allowed: ["operations"],
  tag: "Orders",
  summary: "State an order",
  description:
    "As a file of orders does, by the same rules: the same content changes nothing, and what was " +
    "released keeps what it makes and how its units bind.",
  body: orderInput,
  example: {
    ...{ id: "WO-1044", partNumber: "PSU-24", revision: "C", quantity: 100, status: "planned" },
    serialPattern: "PSU24-9#####",
  },
  answer: orderView,
  problems: ["record.invalid", "record.immutable"],
});

const moveRoute = commandRoute({
  path: "/orders/{id}/transitions",
  params: idParams,
  allowed: ["operations"],
  tag: "Orders",
  summary: "Move an order on",
  description: "planned → released → in_progress ⇄ on_hold → completed → closed; cancelled.",
  body: z.strictObject({
    to: z.enum(ORDER_STATUSES),
    reason: reasonField.optional().describe("Needed for a hold and a cancellation"),
  }),
  example: { to: "on_hold", reason: "Waiting for capacitors" },
  answer: orderView,
  problems: ["order.not-found", "order.not-allowed", "record.reason-missing"],
});

const dueRoute = commandRoute({
  path: "/orders/{id}/due-date",
  params: idParams,
  allowed: ["operations"],
  tag: "Orders",
  summary: "Move the due date of an order",
  description: "The reason stays in its history.",
  body: z.strictObject({ dueAt: orderInput.shape.dueAt.unwrap(), reason: reasonField }),
  example: { dueAt: "2026-12-04T15:00:00Z", reason: "Agreed with the customer" },
  answer: orderView,
  problems: ["order.not-found", "order.not-allowed"],
});

/** The routes of orders, to be mounted under the API's base. */
export function orderRoutes({
  ledger,
  context,
}: Pick<UnitRouteParts, "ledger" | "context">): OpenAPIHono {
  const read = (id: string) => ledger.ask("orders.get", { id });

  return createRouter()
    .openapi(listRoute, async (c) =>
      c.json(await ledger.ask("orders.list", compact(c.req.valid("query"))), 200),
    )
    .openapi(getRoute, async (c) => c.json(await read(c.req.valid("param").id), 200))
    .openapi(saveRoute, async (c) => {
      const order = compact(c.req.valid("json")) as OrderBody;
      await ledger.execute("order.import", order, context(c, ""));
      return c.json(await read(order.id), 200);
    })
    .openapi(moveRoute, async (c) => {
      const { id } = c.req.valid("param");
      const input = { id, ...compact(c.req.valid("json")) };
      await ledger.execute("order.move", input, context(c, ""));
      return c.json(await read(id), 200);
    })
    .openapi(dueRoute, async (c) => {
      const { id } = c.req.valid("param");
      await ledger.execute("order.reschedule", { id, ...c.req.valid("json") }, context(c, ""));
      return c.json(await read(id), 200);
    }) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type OrderRoutes =
  | typeof listRoute
  | typeof getRoute
  | typeof saveRoute
  | typeof moveRoute
  | typeof dueRoute;
