/** Stores the pictures of prompts before the procedures that name them are in the ledger. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { ProcedureBody } from "../../records/import-file.ts";
import { pictureFault } from "../../records/procedure/picture.ts";
import { picturesOf, withPictureHashes } from "../../records/procedure/prompt-pictures.ts";

/** Resolves with the hash once the bytes are on stable storage. */
export type WriteBlob = (bytes: Uint8Array) => Promise<string>;

/** A picture that a prompt names and that can not be taken. */
export class PictureError extends Error {
  readonly code = "import.picture";
  readonly remedy =
    "Correct the name (from the folder of the file that names it), or give a PNG, JPEG or WebP of " +
    "at most 4 MiB.";
}

/** The procedures with the hashes of their pictures. Throws PictureError. */
export async function importPictures(
  procedures: readonly ProcedureBody[],
  folder: string,
  writeBlob: WriteBlob,
): Promise<readonly ProcedureBody[]> {
  const hashes = new Map<string, string>();
  for (const name of procedures.flatMap(({ program }) => picturesOf(program))) {
    if (!hashes.has(name)) hashes.set(name, await writeBlob(await readPicture(folder, name)));
  }
  return procedures.map((procedure) =>
    procedure.program === undefined
      ? procedure
      : { ...procedure, program: withPictureHashes(procedure.program, hashes) },
  );
}

async function readPicture(folder: string, name: string): Promise<Uint8Array> {
  const bytes = await readFile(resolve(folder, name)).catch((cause: NodeJS.ErrnoException) => {
    throw new PictureError(`picture ${name} can not be read: ${cause.code}`, { cause });
  });
  const fault = pictureFault(bytes);
  if (fault !== undefined) throw new PictureError(`picture ${name}: ${fault}`);
  return bytes;
}
