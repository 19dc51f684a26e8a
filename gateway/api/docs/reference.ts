/**
 * The reference page, written from the OpenAPI document: one page of plain HTML, no script and no
 * request beyond itself, so that it works without internet and under our content policy. The
 * bundled alternatives weigh between one and three and a half megabytes and ask for inline script.
 */
import { html, raw } from "hono/html";
import { PROBLEMS } from "../../platform/problems.ts";
import type { OpenApiDocument } from "./openapi.ts";
import { WALKTHROUGH } from "./walkthrough.ts";

type Html = ReturnType<typeof html>;

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
}
interface Content {
  readonly schema?: Schema;
  readonly example?: unknown;
}
interface Answer {
  readonly description: string;
  readonly content?: Readonly<Record<string, Content>>;
}
interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, Answer>>;
}
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
}

/** The whole page. Everything from the document is escaped. */
export function referencePage(document: OpenApiDocument): string {
  const { info, paths = {}, components } = document;
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item as Readonly<Record<string, Operation>>).map(
      ([method, operation]) => ({ method: method.toUpperCase(), path, operation }) as const,
    ),
  );
  const schemas = Object.entries((components?.schemas ?? {}) as Record<string, Schema>);
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${info.title} API ${info.version}</title>
<link rel="icon" href="data:,"><meta name="viewport" content="width=device-width, initial-scale=1"><style>${raw(STYLE)}</style></head>
<body><nav aria-label="Contents"><a href="#walkthrough">First steps</a><b>Operations</b>${operations.map(linkTo)}
<b>Shapes</b>${schemas.map(([name]) => html`<a href="#${name}">${name}</a>`)}
<b>Faults</b><a href="#faults">Code words</a></nav>
<main><h1>${info.title} API <small>${info.version}</small></h1><p>${inline(info.description ?? "")}</p>
<p>Machine-readable: <a href="/api/v1/openapi.json">openapi.json</a> (OpenAPI 3.1)</p>
${walkthrough()}
${operations.map(operationSection)}
<h2>Shapes</h2>${schemas.map(schemaSection)}
<h2 id="faults">Faults</h2><table><tr><th>Code</th><th>Status</th><th>Meaning and remedy</th></tr>
${Object.entries(PROBLEMS).map(problemRow)}</table></main></body></html>`;
  return String(page);
}

function walkthrough(): Html {
  return html`<section id="walkthrough"><h2>From a label to all that is known of it</h2>
<p>With <code>RIGLINE</code> set to the address that the start printed, and what stands in braces
taken from the answer before. Once the gateway is claimed, add <code>-H "Authorization: Bearer
TOKEN"</code>.</p><ol>${WALKTHROUGH.map(
    ({ says, path, takes }) => html`<li>${says}<pre>curl "$RIGLINE/api/v1${path}"</pre>
${Object.entries(takes).map(
  ([name, place]) => html`<small><code>{${name}}</code> is <code>${place}</code></small> `,
)}</li>`,
  )}</ol></section>`;
}

interface Listed {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

function anchorOf({ method, path }: Listed): string {
  return `${method}${path.replaceAll(/[^a-z0-9]+/gi, "-")}`.toLowerCase();
}

function linkTo(listed: Listed): Html {
  const { method, path } = listed;
  return html`<a href="#${anchorOf(listed)}"><code>${method}</code> ${path.replace("/api/v1", "")}</a>`;
}

function operationSection(listed: Listed): Html {
  const { method, path, operation } = listed;
  const { summary, description, parameters = [], requestBody, responses } = operation;
  return html`<section id="${anchorOf(listed)}"><h2>${summary}</h2>
<p><code class="address">${method} ${path}</code></p>${description && html`<p>${inline(description)}</p>`}
${parameters.length > 0 && fieldTable(parameters.map(parameterRow))}
${requestBody && html`<h3>Body</h3>${Object.entries(requestBody.content).map(contentBlock)}`}
<h3>Answers</h3><dl>${Object.entries(responses).map(
    ([status, answer]) => html`<dt>${status}</dt><dd>${inline(answer.description)}
${Object.entries(answer.content ?? {}).map(contentBlock)}</dd>`,
  )}</dl></section>`;
}

function contentBlock([type, { schema, example }]: [string, Content]): Html {
  return html`<p><code>${type}</code>: ${schema && typeOf(schema)}</p>
${example !== undefined && html`<pre>${JSON.stringify(example, null, 2)}</pre>`}`;
}

function parameterRow({ name, in: place, required, description, schema }: Parameter): Html {
  return html`<tr><td><code>${name}</code> <small>${place}${required ? ", required" : ""}</small></td>
<td>${schema && typeOf(schema)}${schema && boundsOf(schema)}</td><td>${inline(description ?? "")}</td></tr>`;
}

function schemaSection([name, schema]: [string, Schema]): Html {
  const alternatives = schema.oneOf ?? schema.anyOf;
  return html`<section id="${name}"><h3>${name}</h3>${schema.description && html`<p>${inline(schema.description)}</p>`}
${alternatives ? html`<p>One of:</p>${alternatives.map(propertiesTable)}` : propertiesTable(schema)}</section>`;
}

function propertiesTable({ properties = {}, required = [] }: Schema): Html {
  return fieldTable(
    Object.entries(properties).map(
      ([
        name,
        property,
      ]) => html`<tr><td><code>${name}</code>${required.includes(name) ? "" : html` <small>optional</small>`}</td>
<td>${typeOf(property)}${boundsOf(property)}</td><td>${inline(property.description ?? "")}</td></tr>`,
    ),
  );
}

function fieldTable(rows: readonly Html[]): Html {
  return html`<table><tr><th>Field</th><th>Type</th><th>Meaning</th></tr>${rows}</table>`;
}

/** The type in words, with a link where it is a shape of its own. */
function typeOf(schema: Schema): Html {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split("/").at(-1);
    return html`<a href="#${name}">${name}</a>`;
  }
  if (schema.enum !== undefined) {
    return html`${schema.enum.map((word, index) => html`${index > 0 ? " | " : ""}<code>${JSON.stringify(word)}</code>`)}`;
  }
  const alternatives = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (alternatives !== undefined) {
    return html`${alternatives.map((each, index) => html`${index > 0 ? " or " : ""}${typeOf(each)}`)}`;
  }
  if (schema.items !== undefined) return html`list of ${typeOf(schema.items)}`;
  if (schema.properties !== undefined) return propertiesTable(schema);
  if (typeof schema.additionalProperties === "object") {
    return html`map to ${typeOf(schema.additionalProperties)}`;
  }
  return html`${[schema.type ?? "any"].flat().join(" or ")}`;
}

function boundsOf({ minimum, maximum, default: preset }: Schema): string {
  const parts = [
    ...(minimum === undefined ? [] : [`≥ ${minimum}`]),
    ...(maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? [] : [`≤ ${maximum}`]),
    ...(preset === undefined ? [] : [`default ${JSON.stringify(preset)}`]),
  ];
  return parts.length === 0 ? "" : `, ${parts.join(", ")}`;
}

function problemRow([code, { status, title, remedy }]: [
  string,
  (typeof PROBLEMS)[keyof typeof PROBLEMS],
]): Html {
  return html`<tr id="${code}"><td><code>${code}</code></td><td>${status}</td>
<td>${title}.<br>${inline(remedy)}</td></tr>`;
}

/** Text with its \`code\` marked. */
function inline(text: string): Html {
  return html`${text.split("`").map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

const STYLE = `
:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}
body{margin:0;display:grid;grid-template-columns:17rem 1fr}
nav{position:sticky;top:0;height:100vh;overflow:auto;padding:1rem;box-sizing:border-box;
border-right:1px solid #8884;font-size:.9em}
nav a,nav b{display:block;padding:.15rem 0}nav b{margin-top:.8rem}
main{padding:1rem 2rem;max-width:60rem;min-width:0}
section{border-top:1px solid #8884;margin-top:1.5rem;padding-top:.5rem}
table{border-collapse:collapse;width:100%;margin:.5rem 0}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #8883}
a{color:light-dark(#0b5cad,#8ec5ff)}code{font-size:.92em}
pre,.address{background:#8882;padding:.5rem .7rem;border-radius:4px;overflow:auto}
dt{font-weight:600;margin-top:.5rem}small{opacity:.75}section{scroll-margin-top:1rem}
section:target{border-top:3px solid light-dark(#0b5cad,#8ec5ff)}tr:target{background:#fc03}
@media(max-width:50rem){body{display:block}nav{position:static;height:auto;border:0}}`;
