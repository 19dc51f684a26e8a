import { postApi } from "../../app/api.ts";

/** What one command of a containment did. */
interface Contained {
  readonly held: number;
  readonly more: boolean;
}

/** Holds all that fit, as many commands as that takes. Throws ApiError; what is held stays held. */
export async function holdUnits(id: string, query: object): Promise<number> {
  let held = 0;
  for (;;) {
    const path = `/nonconformances/${encodeURIComponent(id)}/containments`;
    const answer = await postApi<Contained>(path, { query });
    held += answer.held;
    if (!answer.more || answer.held === 0) return held;
  }
}
