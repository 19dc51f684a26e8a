/**
 * A certificate that a gateway signs itself (RFC 5280), for a plant without an authority. Node.js
 * can sign bytes but can not write X.509; the few structures needed are written here (decision
 * 0105).
 */
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";

export interface SelfSignedOrder {
  /** Shown as issuer and subject. */
  readonly commonName: string;
  /** Host names and addresses it is for. */
  readonly names: readonly string[];
  /** Milliseconds since the epoch. */
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface PemPair {
  readonly cert: string;
  readonly key: string;
}

const OID = {
  ecdsaSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  commonName: [0x55, 0x04, 0x03],
  subjectAltName: [0x55, 0x1d, 0x11],
  basicConstraints: [0x55, 0x1d, 0x13],
  keyUsage: [0x55, 0x1d, 0x0f],
  extendedKeyUsage: [0x55, 0x1d, 0x25],
  serverAuthentication: [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01],
} as const;

/** A fresh key (ECDSA P-256) and its certificate, both PEM. Holds nothing. */
export function makeSelfSigned(order: SelfSignedOrder): PemPair {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = sequence(oid(OID.ecdsaSha256));
  const name = sequence(tlv(0x31, sequence(oid(OID.commonName), utf8(order.commonName))));
  const content = sequence(
    tlv(0xa0, integer(Buffer.from([2]))),
    integer(serialNumber()),
    algorithm,
    name,
    sequence(time(order.fromMs), time(order.untilMs)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    tlv(0xa3, sequence(...extensions(order.names))),
  );
  const signature = sign("sha256", content, privateKey);
  const cert = sequence(content, algorithm, bitString(signature));
  const key = privateKey.export({ type: "pkcs8", format: "pem" }) as string;
  return { cert: pem("CERTIFICATE", cert), key };
}

/** As browsers show it: SHA-256 of the first certificate in `cert`, hexadecimal with colons. */
export function fingerprintOf(cert: string): string {
  const [, body = ""] = /-----BEGIN CERTIFICATE-----([^-]+)-----END/.exec(cert) ?? [];
  const hex = createHash("sha256").update(Buffer.from(body, "base64")).digest("hex");
  return (hex.toUpperCase().match(/../g) ?? []).join(":");
}

function extensions(names: readonly string[]): Buffer[] {
  const critical = tlv(0x01, Buffer.from([0xff]));
  const digitalSignature = tlv(0x03, Buffer.from([7, 0x80]));
  return [
    sequence(oid(OID.subjectAltName), octets(sequence(...names.map(alternativeName)))),
    sequence(oid(OID.basicConstraints), critical, octets(sequence())),
    sequence(oid(OID.keyUsage), critical, octets(digitalSignature)),
    sequence(oid(OID.extendedKeyUsage), octets(sequence(oid(OID.serverAuthentication)))),
  ];
}

function alternativeName(name: string): Buffer {
  return isIP(name) === 0 ? tlv(0x82, Buffer.from(name, "ascii")) : tlv(0x87, addressBytes(name));
}

/** 4 or 16 bytes; the URL parser writes an IPv6 address out in the one canonical way. */
function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split(".").map(Number));
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const groups = (text: string) => text.split(":").filter((group) => group !== "");
  const [first, last] = [groups(head), groups(tail ?? "")];
  const zeros = Array<string>(8 - first.length - last.length).fill("0");
  const words = [...first, ...zeros, ...last].map((group) => Number.parseInt(group, 16));
  return Buffer.from(words.flatMap((word) => [word >> 8, word & 0xff]));
}

/** Positive and never repeated, as browsers demand of two certificates of one issuer. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}

/** UTCTime until 2049, as RFC 5280 has it; nothing here lasts longer. */
function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replaceAll(/\D/g, "").slice(2, 14);
  return tlv(0x17, Buffer.from(`${digits}Z`, "ascii"));
}

function tlv(tag: number, value: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([tag, ...lengthOf(value.length)]), value]);
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

const sequence = (...parts: readonly Uint8Array[]) => tlv(0x30, Buffer.concat(parts));
const integer = (bytes: Uint8Array) => tlv(0x02, bytes);
const octets = (bytes: Uint8Array) => tlv(0x04, bytes);
const oid = (bytes: readonly number[]) => tlv(0x06, Buffer.from(bytes));
const utf8 = (text: string) => tlv(0x0c, Buffer.from(text, "utf8"));
const bitString = (bytes: Uint8Array) => tlv(0x03, Buffer.concat([Buffer.from([0]), bytes]));

function pem(label: string, der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
