/** JSON Schemas (2020-12) of a package's lines, for whoever reads it without us. */

const hex = { type: "string", pattern: "^[0-9a-f]{64}$" };
const text = { type: "string" };
const position = { type: "integer", minimum: 1 };
const DIALECT = "https://json-schema.org/draft/2020-12/schema";

const entry = {
  type: "object",
  description: "Its canonical JSON (RFC 8785) after the byte 0x00 is what the leaf is made of",
  required: ["logId", "gatewayId", "seq", "type", "id", "version", "schema", "bodyHash"],
  properties: {
    ...{ logId: text, gatewayId: text, seq: position, type: text, id: text, version: position },
    ...{ schema: text, occurredAt: { type: "integer", description: "Microseconds, UTC" } },
    ...{ recordedAt: { type: "integer", description: "Microseconds, UTC" }, clockState: text },
    ...{ actor: text, station: text, action: text, reason: text },
    bodyHash: { ...hex, description: "SHA-256 of the salt's bytes and the body's text" },
  },
};

/** By file name. */
export const SCHEMAS: Readonly<Record<string, object>> = {
  entry: {
    $schema: DIALECT,
    title: "A line of audit/entries.jsonl and audit/statement.jsonl",
    type: "object",
    required: ["entry", "leaf", "salt", "body"],
    properties: {
      entry,
      leaf: { ...hex, description: "SHA-256 of 0x00 and the entry in canonical JSON" },
      salt: { type: ["string", "null"], pattern: "^[0-9a-f]{32}$" },
      body: { description: "Last in its line: its text is what was hashed; null where purged" },
    },
  },
  inclusion: {
    $schema: DIALECT,
    title: "A line of proofs/inclusion.jsonl and proofs/statement.jsonl",
    type: "object",
    required: ["seq", "index", "logId", "path"],
    properties: {
      ...{ seq: position, index: { type: "integer", minimum: 0 }, logId: text },
      path: { type: "array", items: { type: "string", contentEncoding: "base64" } },
    },
  },
  record: {
    $schema: DIALECT,
    title: "A line of records/*.jsonl: the latest version of one record",
    type: "object",
    required: ["entry", "record"],
    properties: {
      entry: {
        type: "object",
        required: ["seq", "version", "actor", "recordedAt"],
        properties: { seq: position, version: position, actor: text, recordedAt: text },
      },
      record: { type: "object", description: "Of a run: all but its measurements" },
    },
  },
  exception: {
    $schema: DIALECT,
    title: "A line of exceptions.jsonl",
    type: "object",
    required: ["seq", "type", "id", "kind", "text"],
    properties: {
      ...{ seq: position, type: text, id: text, serialNumber: text, kind: text, text },
    },
  },
};
