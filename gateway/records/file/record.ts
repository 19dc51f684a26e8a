/** Files by their content: what they are called, and what they are taken for. Pure. */
import { z } from "zod";

/** The largest file that is taken. */
export const FILE_BYTES_MAX = 32 * 1024 * 1024;

/** Hex SHA-256 of a file's bytes. */
export const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in hexadecimal")
  .describe("Of the file's bytes, as `POST /files` answered it");

const NAME_MAX = 120;

/** A name that is no path and that no shell, browser or spreadsheet reads as anything else. */
export const storedName = z
  .string()
  .min(1)
  .max(NAME_MAX)
  .refine((name) => safeName(name) === name, "must be a plain file name without folders")
  .describe("A plain file name, such as work-instruction.pdf");

/**
 * What a file may be called: its last part, without control and bidirectional characters, never
 * hidden, never only dots, at most 120 characters with its ending kept. "file" for nothing.
 */
export function safeName(given: string): string {
  const last = given.normalize("NFC").split(/[/\\]/).at(-1) ?? "";
  const plain = last
    .toWellFormed()
    // Control characters, those that turn the direction of text, and what file systems forbid.
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}<>:"|?*]/gu, "")
    .replace(/^[.\s]+/, "")
    .replace(/[.\s]+$/, "");
  if (plain === "") return "file";
  const ending = /\.[^.]{1,10}$/.exec(plain)?.[0] ?? "";
  const stem = plain.slice(0, plain.length - ending.length);
  return [...stem].slice(0, NAME_MAX - ending.length).join("") + ending;
}

const HEADS: readonly (readonly [string, readonly number[]])[] = [
  ["application/pdf", [...Buffer.from("%PDF-")]],
  ["image/png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["image/jpeg", [0xff, 0xd8, 0xff]],
  ["application/zip", [0x50, 0x4b, 0x03, 0x04]],
];

/**
 * The media type by the bytes alone: nothing that a browser would run is ever named as such.
 * Text is `text/plain` whatever it says; anything else is `application/octet-stream`.
 */
export function mediaTypeOf(bytes: Uint8Array): string {
  const known = HEADS.find(([, head]) => head.every((byte, index) => bytes[index] === byte));
  if (known !== undefined) return known[0];
  return isText(bytes) ? "text/plain; charset=utf-8" : "application/octet-stream";
}

function isText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** A stored file as the API answers it. */
export const fileView = z.object({
  sha256: z.string(),
  bytes: z.number().int(),
  mediaType: z.string().describe("By its bytes, never by its name"),
});
