/**
 * The API as types, inferred from the definitions of its routes: for whoever asks it in TypeScript.
 * A path is written as the reference page has it (`/orders/{id}`); what goes into it stands beside.
 */
import type { z } from "zod";
import type { ApiRoute } from "./api-routes.ts";

export type Method = ApiRoute["method"];

/** The paths that can be asked by a method. */
export type PathOf<M extends Method> = Extract<ApiRoute, { method: M }>["path"];

type RouteAt<M extends Method, P extends string> = Extract<ApiRoute, { method: M; path: P }>;

type JsonOf<Content> = Content extends { "application/json": { schema: infer Schema } }
  ? Schema
  : never;
type ContentAt<Responses, Status> = Status extends keyof Responses
  ? Responses[Status] extends { content: infer Content }
    ? Content
    : never
  : never;
type OutputOf<Schema> = Schema extends z.ZodType ? z.output<Schema> : never;
type InputOf<Schema> = Schema extends z.ZodType ? z.input<Schema> : never;

/** What a good answer holds. */
export type Answer<M extends Method, P extends string> = OutputOf<
  JsonOf<ContentAt<RouteAt<M, P>["responses"], 200 | 201 | 202>>
>;

type RequestOf<M extends Method, P extends string> =
  RouteAt<M, P> extends { request: infer Request } ? Request : object;
type PartOf<Request, Name> = Name extends keyof Request ? InputOf<Request[Name]> : object;
type BodyOf<Request> = Request extends { body: { content: infer Content } }
  ? InputOf<JsonOf<Content>>
  : never;

/** In an address everything is text: of a query the names are checked here, the values there. */
type Given<Part> = {
  readonly [Key in keyof Part]: undefined extends Part[Key] ? Text | undefined : Text;
};
type Text = string | number | boolean;
/** What is sent is not changed. */
type Kept<Value> = Value extends object
  ? { readonly [Key in keyof Value]: Kept<Value[Key]> }
  : Value;
/** A part of a request: needed where anything in it is, absent where nothing may be in it. */
type Field<Name extends string, Part> = [keyof Part] extends [never]
  ? object
  : string extends keyof Part
    ? object
    : object extends Part
      ? { readonly [Key in Name]?: Given<Part> }
      : { readonly [Key in Name]: Given<Part> };

/** What is asked beside the path: `params` into it, `query` behind it, `body` with it. */
export type Asked<M extends Method, P extends string> = Field<
  "params",
  PartOf<RequestOf<M, P>, "params">
> &
  Field<"query", PartOf<RequestOf<M, P>, "query">> &
  ([BodyOf<RequestOf<M, P>>] extends [never]
    ? object
    : { readonly body: Kept<BodyOf<RequestOf<M, P>>> });
