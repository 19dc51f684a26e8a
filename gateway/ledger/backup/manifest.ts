/** What a backup holds: one JSON file in it, written last. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { BackupError } from "./backup-error.ts";

export const MANIFEST = "manifest.json";
const FORMAT = "rigline-backup/1";

export interface ManifestFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

export interface Manifest {
  readonly format: typeof FORMAT;
  /** ISO 8601. */
  readonly madeAt: string;
  readonly gatewayVersion: string;
  readonly schemaVersion: number;
  readonly gatewayId: string;
  readonly demo: boolean;
  readonly logId: string;
  readonly origin: string;
  readonly entries: number;
  /** Base64, of the newest log's tree in this copy. */
  readonly root: string | null;
  readonly files: readonly ManifestFile[];
}

/** The text of the file. */
export function encodeManifest(manifest: Omit<Manifest, "format">): string {
  return `${JSON.stringify({ format: FORMAT, ...manifest }, null, 2)}\n`;
}

/** Reads it; file names are relative and stay inside. Throws BackupError. */
export function readManifest(folder: string): { manifest: Manifest; text: string } {
  const path = join(folder, MANIFEST);
  if (!existsSync(path)) throw new BackupError("backup.not-found", `there is no ${path}`);
  const text = readFileSync(path, "utf8");
  return { manifest: decodeManifest(text, path), text };
}

function decodeManifest(text: string, path: string): Manifest {
  try {
    const manifest = JSON.parse(text) as Manifest;
    if (manifest.format === FORMAT && manifest.files.every(isInside)) return manifest;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new BackupError("backup.damaged", `${path} is no JSON`, cause);
  }
  throw new BackupError("backup.damaged", `${path} is not of the format ${FORMAT}`);
}

function isInside({ path }: ManifestFile): boolean {
  return !path.startsWith("/") && !path.split("/").includes("..");
}
