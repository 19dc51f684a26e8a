/** Code words of controlled data: versions that are reviewed, approved, released and signed. */
import type { Problem } from "../problem.ts";

/** Those of signatures over records, and of the state machines of controlled data. */
export const CONTROLLED_PROBLEMS = {
  "signature.given": {
    status: 409,
    title: "The same person has signed this version so already",
    remedy: "Nothing needs to be done; another meaning, or another person, may still sign it.",
  },
  "transition.refused": {
    status: 409,
    title: "The record can not go there from where it is",
    remedy: "Go the steps that `detail` names first; reading the record shows what is next.",
  },
  "transition.guard-missing": {
    status: 409,
    title: "Something must be done before the record can go on",
    remedy: "Do what `errors` names, each of them, then ask again.",
  },
  "document.not-effective": {
    status: 409,
    title: "This version of the document is not in force",
    remedy: "Ask for `/documents/{id}/file`, which is the version in force, or approve one first.",
  },
  "file.not-found": {
    status: 404,
    title: "No such file is stored",
    remedy: "Store it with `POST /api/v1/files` first, then name the SHA-256 that is answered.",
  },
  "file.too-large": {
    status: 413,
    title: "The file is too large",
    remedy: "Send at most 32 MiB; split or compress larger files.",
  },
  "file.empty": {
    status: 422,
    title: "The file is empty",
    remedy: "Send its bytes as the body of the request.",
  },
  "request.not-bytes": {
    status: 415,
    title: "The body is not sent as bytes",
    remedy: "Send `Content-Type: application/octet-stream` and the file itself as the body.",
  },
} as const satisfies Record<string, Problem>;
