/**
 * serialport 13 hands its poller one event at a time, and the native side watches that one instead
 * of adding it: while a write waits for room, what the device says is not heard, nor its going.
 */

/** What the bindings of Linux and macOS have beyond the documented interface. */
export interface Poller {
  poll(events?: number): void;
  on(event: PollEvent, listener: () => void): unknown;
  once(event: PollEvent, listener: (error: unknown) => void): unknown;
}

type PollEvent = keyof typeof FLAGS;

/** As libuv numbers them. */
const FLAGS = { readable: 1, writable: 2, disconnect: 4 } as const;

/** Has the poller of one port watch all that is waited for, until each has come. */
export function keepWakeful(poller: Poller): void {
  const watchNative = poller.poll.bind(poller);
  let awaited = 0;
  poller.poll = (events = 0) => {
    awaited |= events;
    watchNative(awaited);
  };
  for (const [event, flag] of Object.entries(FLAGS) as [PollEvent, number][]) {
    poller.on(event, () => {
      awaited &= ~flag;
    });
  }
}
