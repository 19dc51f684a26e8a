/** The live stream of a real gateway, read as a browser reads it. */
import type { LiveEvent } from "../../gateway/api/contract.ts";

/** Yields each event of GET /api/v1/events. Ends when the gateway closes the stream. */
export async function* liveEvents(url: string, signal?: AbortSignal): AsyncGenerator<LiveEvent> {
  const response = await fetch(`${url}/api/v1/events`, signal === undefined ? {} : { signal });
  if (response.body === null) throw new Error("the stream has no body");
  let text = "";
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const data = block.split("\n").find((line) => line.startsWith("data:"));
      if (data !== undefined) yield JSON.parse(data.slice("data:".length)) as LiveEvent;
    }
  }
}
