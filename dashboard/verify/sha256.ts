/** SHA-256 (FIPS 180-4) in pieces: a browser has it only for what is in memory as a whole. */
import type { FileHasher, Hasher } from "../../gateway/compliance/verifier/hasher.ts";

const BLOCK = 64;
const primes = firstPrimes(64);
/** The first 32 bits of the fractions of cube roots and square roots of the first primes. */
const K = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
const START = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));

function firstPrimes(count: number): number[] {
  const found: number[] = [];
  for (let number = 2; found.length < count; number += 1) {
    if (found.every((prime) => number % prime !== 0)) found.push(number);
  }
  return found;
}

function fraction(root: number): number {
  return Math.floor((root % 1) * 2 ** 32);
}

/** The schedule of one block: written before it is read, so all hashers may share it. */
const w = new Int32Array(BLOCK);

/** A new hasher. */
export function newSha256(): Hasher {
  const state = START.slice();
  const block = new Uint8Array(BLOCK);
  let [filled, total] = [0, 0];
  const update = (bytes: Uint8Array) => {
    total += bytes.length;
    let at = 0;
    if (filled > 0) {
      at = Math.min(BLOCK - filled, bytes.length);
      block.set(bytes.subarray(0, at), filled);
      filled += at;
      if (filled < BLOCK) return;
      compress(state, block);
    }
    const whole = bytes.length - ((bytes.length - at) % BLOCK);
    if (whole > at) compress(state, bytes.subarray(at, whole));
    block.set(bytes.subarray(whole));
    filled = bytes.length - whole;
  };
  return {
    update,
    digest() {
      const bits = total * 8;
      const padding = new Uint8Array(((BLOCK + 55 - filled) % BLOCK) + 9);
      padding[0] = 0x80;
      const end = new DataView(padding.buffer);
      end.setUint32(padding.length - 8, Math.floor(bits / 2 ** 32));
      end.setUint32(padding.length - 4, bits >>> 0);
      update(padding);
      const digest = new DataView(new ArrayBuffer(32));
      for (let index = 0; index < 8; index += 1) digest.setInt32(4 * index, state[index] ?? 0);
      return new Uint8Array(digest.buffer);
    },
  };
}

/** Whole blocks, one behind the other. */
function compress(state: Int32Array, blocks: Uint8Array): void {
  const view = new DataView(blocks.buffer, blocks.byteOffset, blocks.byteLength);
  for (let at = 0; at < blocks.length; at += BLOCK) {
    for (let t = 0; t < 16; t += 1) w[t] = view.getInt32(at + 4 * t);
    for (let t = 16; t < 64; t += 1) {
      const [a, b] = [w[t - 15] as number, w[t - 2] as number];
      const s0 = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3);
      const s1 = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10);
      w[t] = (((w[t - 16] as number) + s0) | 0) + (((w[t - 7] as number) + s1) | 0);
    }
    mix(state);
  }
}

/** The 64 rounds over the schedule. */
function mix(state: Int32Array): void {
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let e = state[4] as number;
  let f = state[5] as number;
  let g = state[6] as number;
  let h = state[7] as number;
  for (let t = 0; t < 64; t += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const chosen = (e & f) ^ (~e & g);
    const first = (h + s1 + chosen + (K[t] as number) + (w[t] as number)) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  state[0] = (state[0] as number) + a;
  state[1] = (state[1] as number) + b;
  state[2] = (state[2] as number) + c;
  state[3] = (state[3] as number) + d;
  state[4] = (state[4] as number) + e;
  state[5] = (state[5] as number) + f;
  state[6] = (state[6] as number) + g;
  state[7] = (state[7] as number) + h;
}

/** As much of one file as is kept in memory, for the browser's own and much faster SHA-256. */
const KEPT_MAX = 256 * 1024 * 1024;

/** A hasher for a file of so many bytes: the browser's own where it fits into memory. */
export function newFileSha256(bytes: number): FileHasher {
  if (bytes > KEPT_MAX) return newSha256();
  const kept = new Uint8Array(bytes);
  let filled = 0;
  return {
    update(chunk) {
      kept.set(chunk, filled);
      filled += chunk.length;
    },
    digest: async () =>
      new Uint8Array(await crypto.subtle.digest("SHA-256", kept.subarray(0, filled))),
  };
}
