/** Server-sent events, decoded from text as it comes (WHATWG HTML, 9.2.6). Pure. */

/** `message` is a dispatched event; `comment` is how the gateway shows that it is alive. */
export type SseFrame =
  | {
      readonly kind: "message";
      readonly event: string;
      readonly data: string;
      readonly id?: string;
    }
  | { readonly kind: "comment" };

/** What is left over between two chunks. */
export interface SseRest {
  readonly text: string;
}

/** The frames completed by `chunk`, and what to pass in with the next one. */
export function decodeSse(rest: SseRest, chunk: string): { frames: SseFrame[]; rest: SseRest } {
  const text = (rest.text + chunk).replaceAll("\r\n", "\n");
  const blocks = text.split("\n\n");
  const remainder = blocks.pop() ?? "";
  return { frames: blocks.flatMap(decodeBlock), rest: { text: remainder } };
}

function decodeBlock(block: string): SseFrame[] {
  let event = "message";
  let id: string | undefined;
  const data: string[] = [];
  let commented = false;
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon === 0) commented = true;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") event = value;
    if (field === "data") data.push(value);
    if (field === "id") id = value;
  }
  if (data.length > 0) {
    const named = id === undefined ? {} : { id };
    return [{ kind: "message", event, data: data.join("\n"), ...named }];
  }
  return commented ? [{ kind: "comment" }] : [];
}
