/** Reads the gateway's API. Every failure is an `ApiError` with a code and a remedy. */
import type { Answer, Asked, Method, PathOf } from "./contract.ts";

/** A problem document (RFC 9457) as the gateway sends it, or one of our own for a dead line. */
export interface Problem {
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly remedy?: string;
  readonly status: number;
  /** Each thing that is wrong, where it is known apart. */
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

/** What a failed read throws; `problem` is ready to show. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options: { cause?: unknown } = {}) {
    super(`${problem.code}: ${problem.title}`, options);
    this.name = "ApiError";
    this.problem = problem;
  }
}

const BASE = "/api/v1";

type Extra = { readonly signal?: AbortSignal };
/** Nothing need be said where the route asks for nothing. */
type Said<M extends Method, P extends string> =
  object extends Asked<M, P> ? [asked?: Asked<M, P> & Extra] : [asked: Asked<M, P> & Extra];

/** GET of an address of the reference page. Throws ApiError. */
export function getApi<P extends PathOf<"get">>(
  path: P,
  ...[asked]: Said<"get", P>
): Promise<Answer<"get", P>> {
  return readApi(addressOf(path, asked as AddressParts), asked?.signal);
}

/** A change by one address of the reference page and what it asks. Throws ApiError. */
export function changeApi<M extends "post" | "put" | "delete", P extends PathOf<M>>(
  method: M,
  path: P,
  ...[asked]: Said<M, P>
): Promise<Answer<M, P>> {
  const { body } = (asked ?? {}) as { readonly body?: object };
  return sendApi(METHODS[method], addressOf(path, asked as AddressParts), body);
}

const METHODS = { post: "POST", put: "PUT", delete: "DELETE" } as const;

interface AddressParts {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
}

/** The path with its parameters in place, and the query behind it. */
function addressOf(path: string, asked: AddressParts = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_all, name: string) =>
    encodeURIComponent(String(asked.params?.[name])),
  );
  return `${filled}${queryText(asked.query ?? {})}`;
}

/** GET of one path below /api/v1. Throws ApiError; `gateway.unreachable` when nothing answers. */
export async function readApi<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  const response = await request(path, reading(signal));
  if (!response.ok) throw new ApiError(await readProblem(response));
  return (await response.json()) as Answer;
}

/** GET of one path below /api/v1 as text. Throws ApiError. */
export async function readApiText(path: string, signal?: AbortSignal): Promise<string> {
  const response = await request(path, reading(signal));
  if (!response.ok) throw new ApiError(await readProblem(response));
  return await response.text();
}

/** POST of a JSON body to one path below /api/v1. Throws ApiError. */
export function postApi<Answer>(path: string, body: object): Promise<Answer> {
  return sendApi<Answer>("POST", path, body);
}

/** PUT of a JSON body to one path below /api/v1. Throws ApiError. */
export function putApi<Answer>(path: string, body: object): Promise<Answer> {
  return sendApi<Answer>("PUT", path, body);
}

/** A change by any method. The header shows that a page of ours asks, and no other site's form. */
export async function sendApi<Answer>(
  method: "POST" | "PUT" | "DELETE",
  path: string,
  body?: object,
): Promise<Answer> {
  const common = { accept: "application/json", "x-rigline-page": "1" };
  const init =
    body === undefined
      ? { method, headers: common }
      : {
          method,
          headers: { ...common, "content-type": "application/json" },
          body: JSON.stringify(body),
        };
  const response = await request(path, init);
  if (!response.ok) throw new ApiError(await readProblem(response));
  return (await response.json()) as Answer;
}

/** Who is told of each line of a long answer, and what ends it. */
export interface LineListener<Line> {
  readonly onLine: (line: Line) => void;
  readonly signal: AbortSignal;
}

/**
 * POST of a JSON body whose answer comes line by line. Throws ApiError, also where a line says that
 * there will be no answer, and the abort's reason.
 */
export async function postLines<Line>(
  path: string,
  body: object,
  { onLine, signal }: LineListener<Line>,
): Promise<void> {
  const headers = { accept: "application/jsonl", "x-rigline-page": "1" };
  const typed = { ...headers, "content-type": "application/json" };
  const init = { method: "POST", headers: typed, body: JSON.stringify(body), signal };
  const response = await request(path, init);
  if (!response.ok || response.body === null) throw new ApiError(await readProblem(response));
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value = "" } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const told = JSON.parse(line) as Line & { readonly code?: string };
      if (told.code !== undefined) throw new ApiError({ code: told.code, title: "", status: 0 });
      onLine(told);
    }
  }
}

/** The address of one path below /api/v1, for a link. */
export function apiAddress(path: string): string {
  return `${BASE}${path}`;
}

function reading(signal?: AbortSignal): RequestInit {
  const headers = { accept: "application/json" };
  return signal === undefined ? { headers } : { headers, signal };
}

async function request(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(`${BASE}${path}`, init);
  } catch (cause) {
    if (init.signal?.aborted === true) throw cause;
    throw new ApiError(unreachable(), { cause });
  }
}

function unreachable(): Problem {
  return { code: "gateway.unreachable", title: "", status: 0 };
}

async function readProblem(response: Response): Promise<Problem> {
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  const body = (isJson ? await response.json() : {}) as Partial<Problem>;
  return {
    code: body.code ?? `http.${response.status}`,
    title: body.title ?? response.statusText,
    status: response.status,
    ...(body.detail === undefined ? {} : { detail: body.detail }),
    ...(body.remedy === undefined ? {} : { remedy: body.remedy }),
    ...(body.errors === undefined ? {} : { errors: body.errors }),
  };
}

/** The query part of an address; empty values are left out. */
export function queryText(
  values: Readonly<Record<string, string | number | boolean | undefined>>,
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== "") query.set(name, String(value));
  }
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}
