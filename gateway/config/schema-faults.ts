/** What zod found, in the words of somebody who edits the file. Pure. */
import { z } from "zod";
import { allowedWords, describeIssue } from "../platform/issue-words.ts";
import type { Finding } from "./fault.ts";
import { findNearest } from "./nearest.ts";
import { valueAt } from "./value-at.ts";

type Issue = z.core.$ZodIssue;
/** Of JSON Schema, the little that is needed to know which keys are allowed where. */
interface KeySchema {
  readonly properties?: Readonly<Record<string, KeySchema>>;
  readonly additionalProperties?: KeySchema | boolean;
  readonly items?: KeySchema;
  readonly anyOf?: readonly KeySchema[];
  readonly oneOf?: readonly KeySchema[];
}

const SECRET_KEYS = /^(pass(word|wd|phrase)?|token|secret|api[-_]?key)$/i;

/** Checks `value` against `schema`; `path` is where the value stands in the file. */
export function checkSchema<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  path: readonly PropertyKey[] = [],
): { output?: z.output<Schema>; findings: readonly Finding[] } {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { output: parsed.data, findings: [] };
  const findings = parsed.error.issues.flatMap((issue) => findingsOf(schema, value, issue));
  return {
    findings: findings.map((finding) => ({ ...finding, path: [...path, ...finding.path] })),
  };
}

function findingsOf(schema: z.ZodType, root: unknown, issue: Issue): Finding[] {
  const { path } = issue;
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => describeUnknownKey(schema, root, [...path, key]));
  }
  if (issue.code === "invalid_key" || issue.code === "invalid_element") {
    const message = issue.issues.map((inner) => inner.message).join("; ");
    const key = String(path.at(-1));
    return [{ code: "config.invalid-value", path, at: "key", value: key, message }];
  }
  const value = valueAt(root, path);
  if (value === undefined) {
    const message = `\`${String(path.at(-1) ?? "")}\` is missing`;
    return [{ code: "config.missing-key", path, at: "key", message }];
  }
  const nearest = nearestValue(issue, value);
  const message = describeIssue(issue);
  return [{ code: "config.invalid-value", path, at: "value", value, message, nearest }];
}

function describeUnknownKey(
  schema: z.ZodType,
  root: unknown,
  path: readonly PropertyKey[],
): Finding {
  const key = String(path.at(-1));
  if (SECRET_KEYS.test(key)) {
    const message = `\`${key}\`: a secret must not stand in this file`;
    return { code: "config.secret", path, at: "key", value: "(hidden)", message };
  }
  const nearest = findNearest(key, knownKeys(schema, path.slice(0, -1)));
  const message = `\`${key}\` is not a known key`;
  return {
    code: "config.unknown-key",
    path,
    at: "key",
    value: valueAt(root, path),
    message,
    nearest,
  };
}

/** The keys that `schema` allows at `path`, all variants together. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): Set<string> {
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  let level = variants(json as KeySchema);
  for (const step of path) {
    level = level.flatMap((item) => {
      const extra = typeof item.additionalProperties === "object" ? item.additionalProperties : {};
      return variants(item.items ?? item.properties?.[String(step)] ?? extra);
    });
  }
  return new Set(level.flatMap((item) => Object.keys(item.properties ?? {})));
}

function variants(schema: KeySchema): KeySchema[] {
  const inner = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return inner.length === 0 ? [schema] : inner.flatMap(variants);
}

function nearestValue(issue: Issue, value: unknown): string | undefined {
  return typeof value === "string" ? findNearest(value, allowedWords(issue)) : undefined;
}
