/** What an answer of an instrument is, byte by byte. Pure. */
import type { ScpiReply } from "../kit/framers/scpi-reply-framer.ts";

/** Text of a reply, a character for each byte. */
export function textOf({ bytes }: Pick<ScpiReply, "bytes">): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}

/** Outside of blocks an answer is printable ASCII (IEEE 488.2, 8.7); anything else is noise. */
export function isAnswer(reply: ScpiReply): boolean {
  return reply.isBlock || /^[\t -~]+$/.test(textOf(reply));
}

/** `*IDN?` gives four fields (IEEE 488.2, 10.14), words among them; no number is like that. */
export function looksLikeIdentity(text: string): boolean {
  return text.includes(",") && /[A-Za-z]{2}/.test(text);
}
