/** How long one step of opening a connection may take. */
import { DeliveryError, type DeliveryErrorCode } from "./delivery-error.ts";

/** What it means that the answer did not come, in words that follow the broker's address. */
export type Lateness = readonly [code: DeliveryErrorCode, said: string];

export interface OpeningStep {
  readonly url: string;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** Rejects with a DeliveryError after `limitMs` or when `signal` aborts. Never resolves. */
export function openingEnd(step: OpeningStep, late: () => Lateness): Promise<never> {
  const { url, limitMs, signal } = step;
  return new Promise((_resolve, reject) => {
    const either = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
    const end = () => {
      if (signal.aborted) {
        return reject(new DeliveryError("broker.link-lost", `stopped while ${url} opened`));
      }
      const [code, said] = late();
      reject(new DeliveryError(code, `${url} ${said} within ${limitMs} ms`));
    };
    either.addEventListener("abort", end, { once: true });
    if (either.aborted) end();
  });
}
