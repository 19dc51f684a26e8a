/** CRC-16/MODBUS by table: polynomial 0xA001 reflected, initial value 0xFFFF. */
const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  return crc;
});

/**
 * The checksum over `bytes[from, to)` as a 16-bit number; on the wire its low byte goes first.
 * Source: MODBUS over Serial Line V1.02, 6.2.2.
 */
export function crc16(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let crc = 0xffff;
  for (let at = from; at < to; at += 1) {
    crc = (crc >>> 8) ^ (TABLE[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
  }
  return crc;
}

/** True when the last two bytes of `bytes[from, to)` are the checksum of those before them. */
export function crcHolds(bytes: Uint8Array, from = 0, to = bytes.length): boolean {
  if (to - from < 4 || to > bytes.length) return false;
  const crc = crc16(bytes, from, to - 2);
  return bytes[to - 2] === (crc & 0xff) && bytes[to - 1] === crc >>> 8;
}

/** A copy of `bytes` with its checksum behind it. */
export function withCrc(bytes: Uint8Array): Uint8Array {
  const framed = new Uint8Array(bytes.length + 2);
  framed.set(bytes);
  const crc = crc16(bytes);
  framed[bytes.length] = crc & 0xff;
  framed[bytes.length + 1] = crc >>> 8;
  return framed;
}
