import { createHash } from "node:crypto";

/**
 * A UUIDv7 of that instant (microseconds since the epoch) whose random part is drawn from what
 * makes the record unique. A rule is pure, it can not throw dice.
 */
export function derivedId(unique: readonly unknown[], atUs: number): string {
  const bytes = createHash("sha256").update(JSON.stringify(unique)).digest().subarray(0, 16);
  // A clock may be wrong, the record is still there: a time the id cannot hold becomes the nearest.
  const milliseconds = Math.min(Math.max(Math.floor(atUs / 1000), 0), 2 ** 48 - 1);
  bytes.writeUIntBE(milliseconds, 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
