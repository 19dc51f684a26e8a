/** One after the other what comes in batches. */

/**
 * Each item of each batch in order; the next batch is asked for when the one before was taken, and
 * undefined is the end. Throws what `nextBatch` throws. To be iterated once. By hand: a generator
 * costs three times as much, which is felt where a batch is the readings of one request.
 */
export function eachOf<T>(nextBatch: () => Promise<readonly T[] | undefined>): AsyncIterable<T> {
  const DONE: IteratorResult<T> = { value: undefined, done: true };
  let batch: readonly T[] = [];
  let at = 0;
  let isOver = false;
  const next = (): Promise<IteratorResult<T>> => {
    if (at >= batch.length) return refill();
    const value = batch[at] as T;
    at += 1;
    return Promise.resolve({ value, done: false });
  };
  const refill = async (): Promise<IteratorResult<T>> => {
    batch = [];
    at = 0;
    while (batch.length === 0 && !isOver) {
      const more = await nextBatch();
      if (more === undefined) isOver = true;
      else batch = more;
    }
    return isOver ? DONE : next();
  };
  const leave = async (): Promise<IteratorResult<T>> => {
    isOver = true;
    batch = [];
    return DONE;
  };
  return { [Symbol.asyncIterator]: () => ({ next, return: leave }) };
}
