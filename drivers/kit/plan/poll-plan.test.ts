import fc from "fast-check";
import { expect, test } from "vitest";
import { type PlanLimits, type PollItem, planPolls, type Span } from "./poll-plan.ts";
import { demandOf } from "./port-load.ts";
import { exchangeMs, wireTiming } from "./wire-time.ts";

const LIMITS: PlanLimits = { registersMax: 125, bitsMax: 2_000 };
const timing = wireTiming({
  settings: {
    ...{ kind: "serial", path: "/dev/x", baudRate: 9_600 },
    ...{ dataBits: 8, parity: "even", stopBits: 1 },
  },
  ...{ framing: "rtu", deviceMs: 10, adapterMs: 0, pauseMs: 0 },
});

function item(address: number, count = 1, rest: Partial<Span & { everyMs: number }> = {}) {
  const { everyMs = 1_000, table = "holding" } = rest;
  return { place: { table, address, count }, everyMs };
}

function requests(items: readonly PollItem[], limits = LIMITS) {
  return planPolls(items, limits, timing).map(({ table, address, count, everyMs }) =>
    [table, address, count, everyMs].join(" "),
  );
}

test("a gap is read as long as that is cheaper than another request", () => {
  // The break-even of this line is 14.4 registers.
  expect(requests([item(0), item(15)])).toEqual(["holding 0 16 1000"]);
  expect(requests([item(0), item(16)])).toEqual(["holding 0 1 1000", "holding 16 1 1000"]);
});

test("the device's bound divides, and neighbours are never torn", () => {
  const many = Array.from({ length: 100 }, (_, at) => item(at * 2, 2));
  expect(requests(many)).toEqual(["holding 0 124 1000", "holding 124 76 1000"]);
  const small = requests(many, { ...LIMITS, registersMax: 16 });
  expect(small.length).toBe(13);
  expect(requests([item(0, 20)], { ...LIMITS, registersMax: 16 })).toEqual(["holding 0 20 1000"]);
});

test("a hole is never read for its neighbours", () => {
  const holes: readonly Span[] = [{ table: "holding", address: 3, count: 1 }];
  const items = [item(0, 2), item(2), item(4), item(5)];
  expect(requests(items)).toEqual(["holding 0 6 1000"]);
  expect(requests(items, { ...LIMITS, holes })).toEqual(["holding 0 3 1000", "holding 4 2 1000"]);
  const elsewhere: readonly Span[] = [{ table: "input", address: 3, count: 1 }];
  expect(requests(items, { ...LIMITS, holes: elsewhere })).toEqual(["holding 0 6 1000"]);
});

test("what a faster request reads anyway is read once", () => {
  const fast = { everyMs: 100 };
  const items = [item(0, 1, fast), item(10, 1, fast), item(5), item(40)];
  expect(requests(items)).toEqual(["holding 0 11 100", "holding 40 1 1000"]);
  const [shared] = planPolls(items, LIMITS, timing);
  expect(shared?.items.map(({ place }) => place.address)).toEqual([0, 10, 5]);
});

test("the demand of a plan is its time in each cadence", () => {
  const plan = planPolls([item(0), item(100), item(50, 1, { everyMs: 100 })], LIMITS, timing);
  const oneMs = exchangeMs({ functionCode: 3, count: 1 }, timing);
  expect(demandOf(plan)).toEqual([
    { everyMs: 100, busyMs: oneMs, requests: 1 },
    { everyMs: 1_000, busyMs: 2 * oneMs, requests: 2 },
  ]);
});

const places = fc.array(
  fc.record({
    table: fc.constantFrom("coil", "discrete", "holding", "input"),
    address: fc.nat(400),
    count: fc.integer({ min: 1, max: 8 }),
    everyMs: fc.constantFrom(100, 1_000),
  }),
  { maxLength: 40 },
);

test("every item is whole in exactly one request, within the limits and across no hole", () => {
  fc.assert(
    fc.property(places, fc.integer({ min: 8, max: 125 }), fc.nat(400), (wanted, max, at) => {
      const items = wanted.map(({ everyMs, ...place }) => ({ place, everyMs }) as PollItem);
      const hole: Span = { table: "holding", address: at, count: 1 };
      const limits = { registersMax: max, bitsMax: max * 16, holes: [hole] };
      const plan = planPolls(items, limits, timing);
      expect(plan.flatMap((request) => request.items).length).toBe(items.length);
      for (const request of plan) {
        expect(request.count).toBeLessThanOrEqual(request.functionCode <= 2 ? max * 16 : max);
        const end = request.address + request.count;
        const wantsHole = request.items.some(
          ({ place }) => place.address <= at && at < place.address + place.count,
        );
        const hasHole = request.table === "holding" && request.address <= at && at < end;
        expect(hasHole && !wantsHole).toBe(false);
        for (const { place, everyMs } of request.items) {
          expect(place.table).toBe(request.table);
          expect(place.address).toBeGreaterThanOrEqual(request.address);
          expect(place.address + place.count).toBeLessThanOrEqual(end);
          expect(everyMs).toBeGreaterThanOrEqual(request.everyMs);
        }
      }
    }),
  );
});

test("no plan of neighbours is dearer than one request each, or one for all", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(124), { minLength: 1, maxLength: 20 }), (addresses) => {
      const items = addresses.map((address) => item(address));
      const total = planPolls(items, LIMITS, timing).reduce((sum, { tookMs }) => sum + tookMs, 0);
      const each = items.length * exchangeMs({ functionCode: 3, count: 1 }, timing);
      const span = Math.max(...addresses) - Math.min(...addresses) + 1;
      const all = exchangeMs({ functionCode: 3, count: span }, timing);
      expect(total).toBeLessThanOrEqual(Math.min(each, all) + 1e-9);
    }),
  );
});
