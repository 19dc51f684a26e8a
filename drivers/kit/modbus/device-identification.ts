/**
 * Device identification, function 43 / 14. Pure: how it is asked, how long its reply is, what the
 * replies say. Source: MODBUS Application Protocol Specification V1.1b3, 6.21.
 *
 *   request  43  14  readCode  objectId
 *   reply    43  14  readCode  conformity  moreFollows  nextObjectId  count  { id  length  bytes }
 */
import { DriverError } from "../../contract.ts";
import { withCrc } from "../crc.ts";

/** One page of the identification. */
export interface IdentificationRequest {
  readonly functionCode: 43;
  /** 1 basic, 2 regular, 3 extended, each as a stream; 4 one object by itself. */
  readonly readCode: 1 | 2 | 3 | 4;
  /** Where the stream begins, or the one object. */
  readonly objectId: number;
}

/** How much is asked for: a stream of objects, or one of them. */
export type IdentificationScope = "basic" | "regular" | "extended" | { readonly objectId: number };

/** What a device says of itself; texts without trailing blanks and NUL bytes. */
export interface DeviceIdentification {
  readonly vendorName?: string;
  readonly productCode?: string;
  readonly revision?: string;
  readonly vendorUrl?: string;
  readonly productName?: string;
  readonly modelName?: string;
  readonly userApplicationName?: string;
  /** Every object by its id, as it came. */
  readonly objects: ReadonlyMap<number, Uint8Array>;
  /** 1 basic, 2 regular, 3 extended; 0x80 more when single objects can be asked for. */
  readonly conformityLevel: number;
}

const READ_CODES = { basic: 1, regular: 2, extended: 3 } as const;
const MEI_TYPE = 14;
/** Unit, function, MEI type, read code, conformity, more follows, next object, count. */
const HEADER_LENGTH = 8;
const CRC_LENGTH = 2;
const NAMES = [
  "vendorName",
  "productCode",
  "revision",
  "vendorUrl",
  "productName",
  "modelName",
  "userApplicationName",
] as const;
/** Pages of one identification: a device that never ends is cut off here. */
export const IDENTIFICATION_PAGES_MAX = 64;

/** The request of the first page. */
export function firstPage(scope: IdentificationScope): IdentificationRequest {
  if (typeof scope === "object") return { functionCode: 43, readCode: 4, objectId: scope.objectId };
  return { functionCode: 43, readCode: READ_CODES[scope], objectId: 0 };
}

/** The request in RTU form. */
export function encodeIdentification(
  unitId: number,
  { readCode, objectId }: IdentificationRequest,
): Uint8Array {
  return withCrc(Uint8Array.of(unitId, 43, MEI_TYPE, readCode, objectId));
}

/**
 * Length of the whole reply in RTU form that begins at `at`, as far as its own bytes tell: 0 where
 * it is none, undefined while too little of it is there.
 */
export function identificationLength(bytes: Uint8Array, at = 0): number | undefined {
  if ((bytes[at + 2] ?? MEI_TYPE) !== MEI_TYPE) return 0;
  const count = bytes[at + HEADER_LENGTH - 1];
  if (count === undefined) return undefined;
  let end = at + HEADER_LENGTH;
  for (let object = 0; object < count; object += 1) {
    const length = bytes[end + 1];
    if (length === undefined) return undefined;
    end += 2 + length;
  }
  return end - at + CRC_LENGTH;
}

/** One page as it was read. */
export interface IdentificationPage {
  readonly conformityLevel: number;
  readonly objects: ReadonlyMap<number, Uint8Array>;
  /** The page that follows; undefined at the end. */
  readonly next: IdentificationRequest | undefined;
}

/**
 * Reads a page, given as the reply without unit, function and CRC. Throws DriverError
 * `request.corrupt` for one that asks for itself again, or for a page before it.
 */
export function decodePage(request: IdentificationRequest, data: Uint8Array): IdentificationPage {
  const [, , conformityLevel = 0, moreFollows = 0, nextObjectId = 0, count = 0] = data;
  const objects = new Map<number, Uint8Array>();
  let at = HEADER_LENGTH - 2;
  for (let object = 0; object < count; object += 1) {
    const length = data[at + 1] ?? 0;
    objects.set(data[at] ?? 0, data.slice(at + 2, at + 2 + length));
    at += 2 + length;
  }
  const hasMore = moreFollows === 0xff && request.readCode !== 4;
  if (hasMore && nextObjectId <= request.objectId) {
    const message = `device identification: object ${nextObjectId} is said to follow`;
    throw new DriverError("request.corrupt", `${message} page ${request.objectId}`);
  }
  const next = hasMore ? { ...request, objectId: nextObjectId } : undefined;
  return { conformityLevel, objects, next };
}

/** What the pages say together. */
export function joinPages(pages: readonly IdentificationPage[]): DeviceIdentification {
  const objects = new Map(pages.flatMap((page) => [...page.objects]));
  const named: Partial<Record<(typeof NAMES)[number], string>> = {};
  for (const [id, name] of NAMES.entries()) {
    const bytes = objects.get(id);
    if (bytes !== undefined) named[name] = textOf(bytes);
  }
  return { ...named, objects, conformityLevel: pages[0]?.conformityLevel ?? 0 };
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString("latin1")
    .replace(/[\0 ]+$/, "");
}
