import { expect, test } from "vitest";
import { Refusal } from "../../ledger/contract.ts";
import { createDiskGuard } from "./disk-guard.ts";

const MB = 1_048_576;

/** A guard of 100 MB, and the space it sees. */
function guardOf100Mb() {
  const disk = { free: 500 * MB };
  const guard = createDiskGuard({
    ...{ directory: "/data", reserveBytes: 100 * MB },
    freeBytesOf: async () => disk.free,
  });
  return { disk, guard };
}

test("below the reserve a start is refused with how much there is, above it is not", async () => {
  const { disk, guard } = guardOf100Mb();
  guard.requireRoom();
  await guard.look();
  guard.requireRoom();
  expect(guard.bytesWanted).toBe(0);
  disk.free = 99 * MB;
  await guard.look();
  expect(() => guard.requireRoom()).toThrow(Refusal);
  expect(() => guard.requireRoom()).toThrow("99 MB left, 100 MB are kept in reserve");
  expect(guard.bytesWanted).toBe(6 * MB);
});

test("it goes on by itself, once there is a little more than the reserve", async () => {
  const { disk, guard } = guardOf100Mb();
  disk.free = 0;
  await guard.look();
  disk.free = 104 * MB;
  await guard.look();
  expect(() => guard.requireRoom()).toThrow(Refusal);
  disk.free = 105 * MB;
  await guard.look();
  guard.requireRoom();
  // From there on the reserve itself is the bound again.
  disk.free = 101 * MB;
  await guard.look();
  guard.requireRoom();
});
