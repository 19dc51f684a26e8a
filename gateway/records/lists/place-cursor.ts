/** Cursors of lists that are not in the order of the ledger: the place of the last item seen. */
import { z } from "zod";
import { Refusal } from "../../ledger/contract.ts";

const place = z.tuple([z.literal("after"), z.int(), z.string()]);

/** The opaque cursor of the page that follows an item, by its rank and, among equals, its key. */
export function encodePlace(rank: number, key: string): string {
  return Buffer.from(JSON.stringify(["after", rank, key])).toString("base64url");
}

/** The place in a cursor. Throws Refusal `cursor.invalid` for anything we did not make. */
export function decodePlace(cursor: string): { readonly rank: number; readonly key: string } {
  const text = Buffer.from(cursor, "base64url").toString("utf8");
  const read = place.safeParse(parsed(text));
  if (read.success) {
    const [, rank, key] = read.data;
    if (encodePlace(rank, key) === cursor) return { rank, key };
  }
  throw new Refusal("cursor.invalid", "the cursor is not one of ours", { cursor });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Query parameters of such a list; a key may be long. */
export const placePageQuery = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(50)
    .describe("How many items to answer at most"),
  cursor: z.string().max(2_000).optional().describe("The `nextCursor` of the page before"),
};

/** What a page of it is asked by. */
export interface PlaceAsked {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** One page of it; the last one has no `nextCursor`. */
export interface PlacePage<Item> {
  readonly items: Item[];
  readonly nextCursor?: string;
}
