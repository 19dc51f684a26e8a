import { expect, it } from "vitest";
import { TurnQueue } from "./turn-queue.ts";

const never = new AbortController().signal;

function gate() {
  const { promise, resolve } = Promise.withResolvers<string>();
  return { work: () => promise, open: () => resolve("done") };
}

it("gives one turn at a time, commands before polls, each in order", async () => {
  const queue = new TurnQueue();
  const order: string[] = [];
  const first = gate();
  const running = queue.take("poll", first.work, never);
  const later = (["poll", "command", "poll", "command"] as const).map((rank, index) =>
    queue.take(rank, async () => order.push(`${rank} ${index}`), never),
  );
  expect(order).toEqual([]);
  first.open();
  expect(await running).toBe("done");
  await Promise.all(later);
  expect(order).toEqual(["command 1", "command 3", "poll 0", "poll 2"]);
});

it("lets go of who gave up, without the next one meeting its work", async () => {
  const queue = new TurnQueue();
  const first = gate();
  const giveUp = new AbortController();
  const running = queue.take("command", first.work, giveUp.signal);
  const waiting = queue.take("command", async () => "never", giveUp.signal);
  const order: string[] = [];
  const next = queue.take("poll", async () => order.push("next"), never);
  giveUp.abort(new Error("enough"));
  await expect(running).rejects.toThrow("enough");
  await expect(waiting).rejects.toThrow("enough");
  expect(order).toEqual([]);
  first.open();
  await next;
  expect(order).toEqual(["next"]);
});

it("refuses all that wait and all that come once it is closed", async () => {
  const queue = new TurnQueue();
  const first = gate();
  const running = queue.take("poll", first.work, never);
  const waiting = queue.take("poll", async () => "never", never);
  queue.close(new Error("wire"));
  await expect(waiting).rejects.toThrow("wire");
  await expect(queue.take("command", async () => "never", never)).rejects.toThrow("wire");
  first.open();
  expect(await running).toBe("done");
});

it("takes a bounded number, and says so", async () => {
  const queue = new TurnQueue();
  const waiting = Array.from({ length: 1_001 }, () =>
    queue.take("poll", () => new Promise(() => undefined), never),
  );
  const [, ...rest] = waiting;
  await expect(queue.take("poll", async () => 1, never)).rejects.toMatchObject({
    code: "wire.overrun",
  });
  queue.close(new Error("over"));
  await Promise.allSettled(rest);
});
