/** Reads the gateway's API. Every failure is an `ApiError` with a code and a remedy. */

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
export function queryText(values: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== "") query.set(name, String(value));
  }
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}
