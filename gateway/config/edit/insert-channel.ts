/**
 * A channel added to a rig in the text of rigline.yaml, everything else left as it is: comments,
 * order, spelling of numbers. The document says where; the text is changed there and nowhere else.
 */
import { isDeepStrictEqual } from "node:util";
import { type Document, isMap, isSeq, parseDocument, type YAMLSeq } from "yaml";
import { findNearest } from "../nearest.ts";

export interface NewChannel {
  readonly rig: string;
  /** As they are to stand in the file. */
  readonly fields: Readonly<Record<string, string | number>>;
  /** The same on one line, as a flow mapping. */
  readonly line: string;
}

export type Insertion =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly why: string };

/** The new text, or why there is none: no such rig, another driver, a name that is taken. */
export function insertChannel(text: string, channel: NewChannel): Insertion {
  const document = parseDocument(text);
  const why = refusal(document, channel);
  if (why !== undefined) return { ok: false, why };
  const before: unknown = document.toJS();
  const path = pathOf(channel.rig);
  const channels = document.getIn(path, true);
  const spliced = isSeq(channels) ? spliceAfterLast(text, channels, channel.line) : undefined;
  const after = spliced ?? rewritten(document, path, channel);
  const wanted = withChannel(before, channel);
  if (!isDeepStrictEqual(parseDocument(after).toJS(), wanted)) {
    return { ok: false, why: "the block `channels:` is written in a way that can not be added to" };
  }
  return { ok: true, text: after };
}

function pathOf(rig: string): readonly string[] {
  return ["rigs", rig, "options", "channels"];
}

function refusal(document: Document, { rig, fields }: NewChannel): string | undefined {
  const [fault] = document.errors;
  if (fault !== undefined) return `it is no YAML: ${fault.message}`;
  const rigs = document.getIn(["rigs"]);
  const names = isMap(rigs) ? rigs.items.map(({ key }) => String(key)) : [];
  if (!names.includes(rig)) {
    const nearest = findNearest(rig, names);
    const hint = nearest === undefined ? `rigs: ${names.join(", ") || "none"}` : `${nearest}?`;
    return `there is no rig \`${rig}\` (${hint})`;
  }
  const driver = document.getIn(["rigs", rig, "driver"]);
  if (driver !== "modbus") return `rig \`${rig}\` has the driver ${String(driver)}, not modbus`;
  const known = channelsOf(document.toJS(), rig);
  const isTaken = known.some((each) => Object(each).name === fields.name);
  return isTaken ? `rig \`${rig}\` has a channel \`${fields.name}\` already` : undefined;
}

function channelsOf(value: unknown, rig: string): readonly unknown[] {
  const channels = Object(Object(Object(value).rigs)[rig]).options?.channels;
  return Array.isArray(channels) ? channels : [];
}

function withChannel(value: unknown, { rig, fields }: NewChannel): unknown {
  const copy = structuredClone(value) as { rigs: Record<string, { options?: object | null }> };
  const changed = copy.rigs[rig];
  if (changed === undefined) return copy;
  changed.options = { ...changed.options, channels: [...channelsOf(value, rig), { ...fields }] };
  return copy;
}

/** A line more in a block of `- …` lines; undefined where the channels stand otherwise. */
function spliceAfterLast(text: string, channels: YAMLSeq, line: string): string | undefined {
  if (channels.flow === true) return undefined;
  const first = rangeOf(channels.items.at(0));
  const last = rangeOf(channels.items.at(-1));
  if (first === undefined || last === undefined) return undefined;
  const lineStart = text.lastIndexOf("\n", first.from - 1) + 1;
  const [, indent] = /^( *)- +$/.exec(text.slice(lineStart, first.from)) ?? [];
  if (indent === undefined) return undefined;
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const isAtLineStart = text[last.to - 1] === "\n";
  const next = isAtLineStart ? last.to : text.indexOf("\n", last.to) + 1;
  const added = `${indent}- ${line}${end}`;
  if (next === 0) return `${text}${end}${added}`;
  return `${text.slice(0, next)}${added}${text.slice(next)}`;
}

function rangeOf(item: unknown): { readonly from: number; readonly to: number } | undefined {
  const range = Object(item).range as readonly [number, number, number] | undefined;
  return range === undefined || range === null ? undefined : { from: range[0], to: range[1] };
}

/** Where no line can be added, the document is written anew: comments stay, line breaks may not. */
function rewritten(document: Document, path: readonly string[], { fields }: NewChannel): string {
  const node = document.createNode(fields, { flow: true });
  if (isSeq(document.getIn(path, true))) document.addIn(path, node);
  else document.setIn(path, [node]);
  return document.toString({ lineWidth: 100 });
}
