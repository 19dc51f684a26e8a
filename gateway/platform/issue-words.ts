/** What zod found wrong, in the words of whoever wrote the value, file or API. Pure. */
import type { z } from "zod";

type Issue = z.core.$ZodIssue;

const KINDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "a block of keys",
  record: "a block of keys",
  array: "a list",
};

const FORMATS: Readonly<Record<string, string>> = {
  datetime: "a time with its zone (ISO 8601, such as 2026-11-23T06:30:00Z)",
  guid: "a UUID, such as 0199d0a4-3c2e-7b51-8f4a-5d2c9e6b7a10",
  uuid: "a UUID, such as 0199d0a4-3c2e-7b51-8f4a-5d2c9e6b7a10",
};

/** One issue as the end of a sentence that begins with the field: "must be a whole number". */
export function describeIssue(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be ${issue.values.map(String).join(" or ")}`;
    case "invalid_union":
      return describeUnion(issue);
    case "invalid_format": {
      const format = FORMATS[issue.format];
      return format === undefined ? issue.message : `must be ${format}`;
    }
    case "too_small": {
      const bound = issue.inclusive === false ? "more than" : "at least";
      return `must be ${bound} ${issue.minimum}${unitOf(issue.origin, issue.minimum)}`;
    }
    case "too_big": {
      const bound = issue.inclusive === false ? "less than" : "at most";
      return `must be ${bound} ${issue.maximum}${unitOf(issue.origin, issue.maximum)}`;
    }
    default:
      return issue.message.replace(/^Invalid input: /, "");
  }
}

/** The words that were allowed in this place; none where it is not a matter of words. */
export function allowedWords(issue: Issue): readonly string[] {
  if (issue.code === "invalid_value") return issue.values.map(String);
  if (issue.code !== "invalid_union" || issue.inclusive === false) return [];
  return (issue.options ?? []).map(String);
}

function describeUnion(issue: Extract<Issue, { code: "invalid_union" }>): string {
  const words = allowedWords(issue);
  if (words.length > 0) return `must be ${words.join(" or ")}`;
  const [first, ...others] = issue.errors;
  // Where the value fits one form but for its details, those are what to tell.
  const told = [first, ...others].map((issues) => issues?.map(describeIssue).join(" and "));
  const kinds = [...new Set(told.filter((text) => text !== undefined))];
  return kinds.length === 0 ? issue.message : kinds.join(" or ").replaceAll(" or must be ", " or ");
}

function unitOf(origin: string, count: number | bigint): string {
  const plural = Number(count) === 1 ? "" : "s";
  if (origin === "string") return ` character${plural} long`;
  return origin === "array" ? ` item${plural} long` : "";
}
