/** `VERIFY.md`: how anybody checks the package, with exact commands and expected numbers. Pure. */
import { isoTime } from "../../domain/iso-time.ts";
import { describeCompleteness, describeScope, type ReportFacts } from "./report-facts.ts";

/** The text. */
export function verifyText(facts: ReportFacts): string {
  const { body, logs, gaps, nowUs } = facts;
  const [newest] = logs;
  return [
    `# ${body.demo ? "DEMO: " : ""}Evidence package ${body.number}`,
    "",
    ...(body.demo ? ["**DEMO: simulated rigs. Nothing in here is a real result.**", ""] : []),
    `Made ${isoTime(nowUs)} by ${body.organization}, Rigline ${facts.gatewayVersion}.`,
    ...(body.supersedes === undefined ? [] : [`It supersedes the package ${body.supersedes}.`]),
    "",
    ...["## What is in it", ""],
    `- Scope: ${describeScope(body.scope)}`,
    `- Completeness: ${describeCompleteness(body.contents)}`,
    `- Entries: ${body.contents.entries}, the newest at position ${body.contents.lastSeq}`,
    `- SHA-256 over the leaves of these entries: \`${body.contents.leavesHash}\``,
    `- Attachments: ${facts.attachments}`,
    ...body.contents.missing.map((serial) => `- Not found: ${serial}`),
    ...gaps.map((gap) => `- Known gap: ${gap}`),
    "",
    ...["## Verify it, without a network and without the gateway", ""],
    ...COMMANDS,
    ...["## Expected", ""],
    "The checkpoint, which signs the whole ledger:",
    "",
    ...(newest?.checkpoint ?? "")
      .trimEnd()
      .split("\n")
      .map((line) => `    ${line}`),
    "",
    `The key of the log: \`${newest?.verifierKey ?? "none"}\``,
    "",
    "The key in this package says only that the package was not changed since. That it is the key of",
    "the gateway is for you to compare: with the one it publishes (`GET /api/v1/checkpoint`), or with",
    "a checkpoint of it that you kept (`--checkpoint FILE`).",
    "",
    ...EXPLANATION,
  ].join("\n");
}

const COMMANDS = [
  "Every file is as it was sealed (in the unpacked folder):",
  "",
  "    sha256sum -c manifest-sha256.txt",
  "    sha256sum -c tagmanifest-sha256.txt",
  "",
  "Everything: files, entries, proofs, signatures, completeness (zip or folder):",
  "",
  "    npx rigline verify FILE-OR-FOLDER",
  "    npx rigline verify FILE-OR-FOLDER --checkpoint kept-elsewhere.txt",
  "",
  "In a browser, from a file, offline: open `verify.html` of the gateway and drop the zip on it.",
  "",
];

const EXPLANATION = [
  "## How it is made",
  "",
  "- `audit/entries.jsonl`: one entry a line. Leaf = SHA-256(0x00 ‖ canonical JSON of `entry`);",
  '  `bodyHash` = SHA-256(salt ‖ text of `body`), the text from behind `"body":` to the last `}`.',
  "- `proofs/inclusion.jsonl`: RFC 9162 inclusion proof of each entry under the checkpoint of its",
  "  log; the `logId` is the last part of the checkpoint's first line.",
  "- `audit/statement.jsonl`: the package's own entries. The last one stated number and hash of all",
  "  entries in scope before the package was written, so none can be left out afterwards.",
  "- `seal.txt`: the SHA-256 of `tagmanifest-sha256.txt`, signed with the key of the log; it stands",
  "  in no manifest, because it signs them.",
  "- `records/`: the same records as tables and lines, for reading. The original is `audit/`. A cell",
  "  that a spreadsheet would calculate begins with an apostrophe.",
  "",
];
