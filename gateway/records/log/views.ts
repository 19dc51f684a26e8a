/** What the API answers of the Merkle log. */
import { z } from "zod";
import { time } from "../view-scalars.ts";

const hash = z.string().describe("Base64 of 32 bytes");

/** A signed checkpoint with the key that checks it. */
export const checkpointView = z.object({
  origin: z.string().describe("Name of the log"),
  size: z.number().int().describe("Entries that it covers"),
  signedAt: time,
  note: z.string().describe("C2SP signed note: origin, size, root, signature"),
  verifierKey: z.string().describe("Public key of the log, as C2SP verifier key"),
});

/** That an entry is in the tree of the checkpoint. */
export const inclusionProof = z.object({
  seq: z.number().int(),
  index: z.number().int().describe("Of the leaf in the log, from 0"),
  leaf: hash,
  path: z.array(hash).describe("From the leaf up"),
  checkpoint: checkpointView,
});

/** That a tree begins with an earlier one. */
export const consistencyProof = z.object({
  origin: z.string(),
  from: z.number().int(),
  to: z.number().int(),
  path: z.array(hash),
});
