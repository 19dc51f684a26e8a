/** What a picture of a prompt may be: known by its bytes, never by its name. Pure. */

/** The largest picture that is taken; a photo of a fixture fits in a tenth of it. */
export const PICTURE_BYTES_MAX = 4 * 1024 * 1024;

/** Types that browsers show and that hold no script. */
export type PictureType = "image/png" | "image/jpeg" | "image/webp";

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const JPEG = [0xff, 0xd8, 0xff];

/** Undefined for what is no PNG, JPEG or WebP. */
export function pictureTypeOf(bytes: Uint8Array): PictureType | undefined {
  const startsWith = (head: readonly number[], from = 0) =>
    head.every((byte, index) => bytes[from + index] === byte);
  if (startsWith(PNG)) return "image/png";
  if (startsWith(JPEG)) return "image/jpeg";
  const isWebp = startsWith([...Buffer.from("RIFF")]) && startsWith([...Buffer.from("WEBP")], 8);
  return isWebp ? "image/webp" : undefined;
}

/** Why the bytes can not be a prompt's picture; undefined where they can. */
export function pictureFault(bytes: Uint8Array): string | undefined {
  if (bytes.length > PICTURE_BYTES_MAX) {
    return `it has ${bytes.length} bytes; at most ${PICTURE_BYTES_MAX} are taken`;
  }
  return pictureTypeOf(bytes) === undefined ? "it is no PNG, JPEG or WebP" : undefined;
}
