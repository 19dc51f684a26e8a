/** Driven rigs: start a run, abort it, read the operator's question, answer it. */

import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { Refusal } from "../ledger/contract.ts";
import { allow, deciderOf, principalOf } from "../records/access.ts";
import { compact } from "../records/compact.ts";
import { createRouter, noQuery, problemResponses } from "../records/routes.ts";
import { programView, promptView } from "../records/views.ts";
import type { ApiDependencies, RigDesk } from "./dependencies.ts";

const params = z.object({ name: z.string().min(1).max(64).describe("Of the rig") });
const word = z.string().trim().min(1).max(200);
const by = word
  .optional()
  .describe("Who does it, for a gateway without people; whoever is signed in counts");
const json = <Schema extends z.ZodType>(schema: Schema) => ({ "application/json": { schema } });
const bodyOf = <Schema extends z.ZodType>(schema: Schema, example: z.input<Schema>) => ({
  required: true,
  content: { "application/json": { schema, example } },
});
const BODY = [
  ...(["request.invalid", "request.malformed-json", "request.not-json"] as const),
  ...(["request.too-large", "request.foreign-origin"] as const),
] as const;
const RIG = ["rig.not-found", "rig.not-driven"] as const;

const startRoute = createRoute({
  ...allow(["technician", "qa"]),
  method: "post",
  path: "/rigs/{name}/start",
  tags: ["Rigs"],
  summary: "Start a run on a driven rig",
  description:
    "Answered when the run's beginning is in the ledger. A rig that reads the serial number from " +
    "the unit refuses another one than it reads.",
  request: {
    params,
    query: noQuery,
    body: bodyOf(
      z.strictObject({
        serialNumber: word.optional().describe("Needed where the rig does not read it"),
        partNumber: word.optional().describe("The rig's own where absent"),
      }),
      { serialNumber: "PSU48-000001" },
    ),
  },
  responses: {
    201: { description: "The run has begun", content: json(z.object({ runId: z.string() })) },
    ...problemResponses(
      ...[...BODY, ...RIG],
      ...(["rig.not-connected", "rig.busy", "unit.mismatch", "ledger.unavailable"] as const),
      ...(["rig.disabled", "interlock.refused"] as const),
    ),
  },
});

const abortRoute = createRoute({
  ...allow(["technician", "qa", "operations"]),
  method: "post",
  path: "/rigs/{name}/abort",
  tags: ["Rigs"],
  summary: "Abort the run of a driven rig",
  description: "The teardown is performed, then the run ends as aborted. No emergency stop.",
  request: { params, query: noQuery, body: bodyOf(z.strictObject({ by }), { by: "4711" }) },
  responses: {
    202: { description: "It is being aborted", content: json(programView) },
    ...problemResponses(...BODY, ...RIG, "run.none-open"),
  },
});

const promptRoute = createRoute({
  ...allow("everybody"),
  method: "get",
  path: "/rigs/{name}/prompt",
  tags: ["Rigs"],
  summary: "Read the question that a driven rig asks its operator",
  description: "The same as in `program.prompt` of the rig; live pages hear it by themselves.",
  request: { params, query: noQuery },
  responses: {
    200: { description: "The open question", content: json(promptView) },
    ...problemResponses("request.invalid", ...RIG, "prompt.not-open"),
  },
});

const answerRoute = createRoute({
  ...allow(["technician", "qa"]),
  method: "post",
  path: "/rigs/{name}/answers",
  tags: ["Rigs"],
  summary: "Answer the open question of a driven rig",
  description: "Kept in the run's trace with who answered and when, and what was read.",
  request: {
    params,
    query: noQuery,
    body: bodyOf(
      z.strictObject({
        prompt: word.describe("Id of the question that is answered"),
        value: z.union([z.boolean(), z.number(), z.string().max(500)]),
        by,
        language: z
          .string()
          .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
          .optional()
          .describe("In which the question was shown: what was read is kept with the answer"),
      }),
      { prompt: "01a20714-d164-7761-8cac-000000000001", value: true, by: "4711" },
    ),
  },
  responses: {
    200: { description: "Taken", content: json(programView) },
    ...problemResponses(...BODY, ...RIG, "prompt.not-open", "answer.invalid"),
  },
});

/** The routes of driven rigs, under the API's base. */
export function rigRoutes({ rigs, deskOf }: Pick<ApiDependencies, "rigs" | "deskOf">): OpenAPIHono {
  function getDesk(name: string): RigDesk {
    const desk = deskOf(name);
    if (desk !== undefined) return desk;
    if (!rigs().some((rig) => rig.name === name)) {
      throw new Refusal("rig.not-found", `There is no rig ${name}.`);
    }
    throw new Refusal("rig.not-driven", `The rig ${name} runs by itself.`);
  }

  /** Not connected says nothing where somebody took it, or an instrument, out of service. */
  function requireService(name: string, instruments: readonly string[]): void {
    const known = rigs().filter((rig) => rig.name === name || instruments.includes(rig.name));
    const { service, title } = known.find((rig) => rig.service?.enabled === false) ?? {};
    if (service === undefined) return;
    const { rig, reason, since, by: actor } = service;
    const message = `${title} is out of service: ${reason} (${actor}, ${since})`;
    throw new Refusal("rig.disabled", message, { rig, reason, since, by: actor });
  }

  return createRouter()
    .openapi(startRoute, async (c) => {
      const desk = getDesk(c.req.valid("param").name);
      requireService(c.req.valid("param").name, desk.view().instruments);
      const { kind, id } = principalOf(c);
      const operator = kind === "person" ? id : undefined;
      const runId = await desk.start(compact({ ...c.req.valid("json"), operator }));
      c.header("Location", `/api/v1/runs/${runId}`);
      return c.json({ runId }, 201);
    })
    .openapi(abortRoute, (c) => {
      const desk = getDesk(c.req.valid("param").name);
      desk.abort(deciderOf(c, c.req.valid("json").by));
      return c.json(desk.view(), 202);
    })
    .openapi(promptRoute, (c) => c.json(getDesk(c.req.valid("param").name).prompt(), 200))
    .openapi(answerRoute, (c) => {
      const desk = getDesk(c.req.valid("param").name);
      const answer = compact(c.req.valid("json"));
      desk.answer({ ...answer, by: deciderOf(c, answer.by) });
      return c.json(desk.view(), 200);
    }) as OpenAPIHono;
}

/** What these routes take and answer, for the typed client. */
export type RigRoutes =
  | typeof startRoute
  | typeof abortRoute
  | typeof promptRoute
  | typeof answerRoute;
