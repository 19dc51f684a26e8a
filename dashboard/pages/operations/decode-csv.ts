/** The text of a file as a spreadsheet saves it. Pure. */

/**
 * UTF-8, or UTF-16 where the file begins with its mark. What is no UTF-8 becomes U+FFFD, which the
 * gateway refuses by its line: a name that was read wrongly is not stored.
 */
export function decodeCsv(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  return new TextDecoder("utf-8").decode(bytes);
}
