/** What a keyboard-wedge scanner typed, as the serial numbers it may mean. Pure. */
import { saysCard } from "./card.ts";
import { readGs1, saysGs1 } from "./gs1.ts";

/** One way to understand a scan. */
export interface ScannedUnit {
  readonly serialNumber: string;
  readonly partNumber?: string;
  /** 14 digits, where the code says it. */
  readonly gtin?: string;
  readonly lot?: string;
}

export type Scan =
  /** The likeliest first; which one is meant is seen by which unit there is. */
  | { readonly kind: "unit"; readonly units: readonly ScannedUnit[] }
  | { readonly kind: "unreadable"; readonly why: string };

const LENGTH_MAX = 200;
/** What scanners are set to send in place of the GS character. */
const GS_NAMES = /<GS>|\{GS\}|\[GS\]|\\x1d|\\u001d|\^\]/giu;
const MESSAGE_HEAD = "[)>\u001e06\u001d";
const MESSAGE_END = ["\u0004", "\u001e"];
const PART_AND_SERIAL = /^([^|;\t]+)[|;\t]([^|;\t]+)$/u;

/**
 * Reads a GS1 element string (GS characters real, spelt out or lost), an ISO/IEC 15434 message with
 * `S` and `1P`, `PART|SERIAL` (also `;` and tab), or a plain serial number. A plain number that
 * could also be an element string is offered as both, the plain one first.
 */
export function readScan(typed: string): Scan {
  const text = typed.replaceAll(GS_NAMES, "\u001d").trim();
  if (text === "") return { kind: "unreadable", why: "nothing was scanned" };
  if (text.length > LENGTH_MAX) {
    return { kind: "unreadable", why: `more than ${LENGTH_MAX} characters` };
  }
  if (saysCard(text)) return { kind: "unreadable", why: "it is a command card, and no unit" };
  const message = readMessage(text);
  if (message !== undefined) return message;
  const elements = readGs1(text).flatMap(unitOf);
  if (saysGs1(text) || text.includes("\u001d")) {
    if (elements.length > 0) return { kind: "unit", units: elements };
    return { kind: "unreadable", why: "no element string with a serial number (21)" };
  }
  return readPlain(text, elements);
}

function unitOf(elements: Readonly<Record<string, string>>): ScannedUnit[] {
  const { "21": serialNumber, "01": gtin, "10": lot, "241": partNumber } = elements;
  if (serialNumber === undefined) return [];
  return [
    {
      serialNumber,
      ...(partNumber === undefined ? {} : { partNumber }),
      ...(gtin === undefined ? {} : { gtin }),
      ...(lot === undefined ? {} : { lot }),
    },
  ];
}

/** Format 06 of ISO/IEC 15434: data identifiers, each ended by GS. */
function readMessage(text: string): Scan | undefined {
  if (!text.startsWith(MESSAGE_HEAD)) return undefined;
  const body = MESSAGE_END.reduce(
    (rest, end) => (rest.endsWith(end) ? rest.slice(0, -1) : rest),
    text.slice(MESSAGE_HEAD.length),
  );
  const fields = body.split("\u001d").map((field) => /^(\d*[A-Z])(.+)$/su.exec(field) ?? []);
  const fieldOf = (identifier: string) => fields.find(([, own]) => own === identifier)?.[2];
  const serialNumber = fieldOf("S");
  if (serialNumber === undefined) {
    return { kind: "unreadable", why: "a message without serial number (S)" };
  }
  const partNumber = fieldOf("1P") ?? fieldOf("P");
  const lot = fieldOf("1T");
  const unit = {
    serialNumber,
    ...(partNumber === undefined ? {} : { partNumber }),
    ...(lot === undefined ? {} : { lot }),
  };
  return { kind: "unit", units: [unit] };
}

function readPlain(text: string, elements: readonly ScannedUnit[]): Scan {
  if (hasControls(text.replaceAll("\t", ""))) {
    return { kind: "unreadable", why: "it has control characters" };
  }
  const both = PART_AND_SERIAL.exec(text);
  if (both !== null) {
    const [, partNumber = "", serialNumber = ""] = both.map((part) => part.trim());
    return { kind: "unit", units: [{ serialNumber, partNumber }] };
  }
  return { kind: "unit", units: [{ serialNumber: text }, ...elements] };
}

function hasControls(text: string): boolean {
  return [...text].some((character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code === 0xfffd;
  });
}
