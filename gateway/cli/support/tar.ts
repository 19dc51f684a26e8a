/** A tar archive (POSIX ustar) of texts in memory. Pure. */

export interface ArchivedText {
  /** Relative, at most 100 bytes of ASCII. */
  readonly path: string;
  readonly text: string;
}

const BLOCK = 512;
const MODE = "0000640\0";
const NOBODY = "0000000\0";

/** The archive's bytes; every file bears `atS`, seconds since the epoch. */
export function encodeTar(files: readonly ArchivedText[], atS: number): Buffer {
  const blocks = files.flatMap(({ path, text }) => {
    const body = Buffer.from(text, "utf8");
    const padding = Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK);
    return [encodeHeader(path, body.length, atS), body, padding];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function encodeHeader(path: string, length: number, atS: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  header.write(path, 0, 100, "ascii");
  header.write(`${MODE}${NOBODY}${NOBODY}${octal(length)}${octal(atS)}`, 100, "ascii");
  // The checksum is of a header that has blanks in its place.
  header.write("        0", 148, "ascii");
  header.write("ustar\x0000", 257, "ascii");
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "ascii");
  return header;
}

function octal(value: number): string {
  return `${Math.max(0, Math.floor(value)).toString(8).padStart(11, "0")}\0`;
}
