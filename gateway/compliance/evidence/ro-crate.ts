/** RO-Crate 1.1 metadata: what the package is, of whom, and which file is what. Pure. */
import { isoTime } from "../../domain/iso-time.ts";
import { describeCompleteness, describeScope, type ReportFacts } from "./report-facts.ts";

const MEANING: Readonly<Record<string, string>> = {
  "report.pdf": "The report for people; page one is the exceptions",
  "VERIFY.md": "How to verify the package without the gateway and without a network",
  "audit/entries.jsonl": "Every version of every record in scope, as it was hashed",
  "audit/statement.jsonl": "The package's own entries: what is in it, stated before it was written",
  "exceptions.jsonl": "Everything that did not go by the book",
  "proofs/inclusion.jsonl": "RFC 9162 inclusion proof of each entry",
  "proofs/statement.jsonl": "The same of the package's own entries",
  "proofs/consistency.jsonl": "That earlier checkpoints are the beginning of this one",
  "proofs/checkpoint.txt": "Signed state of the log (C2SP checkpoint)",
  "proofs/log.vkey": "Public key of the log (C2SP verifier key)",
  "proofs/statement.tlog-proof": "Offline receipt of the statement (C2SP tlog-proof)",
};

const ALWAYS = Object.keys(MEANING).filter(
  (path) => path !== "audit/entries.jsonl" && path !== "proofs/inclusion.jsonl",
);

/** The text of `ro-crate-metadata.json`; `files` are those that were written in lines. */
export function describeCrate(facts: ReportFacts, files: readonly string[]): string {
  const { body, nowUs, gatewayVersion } = facts;
  const paths = [...new Set([...ALWAYS, ...files])].sort();
  const parts = paths.map((path) => ({
    ...{ "@id": path, "@type": "File", encodingFormat: formatOf(path) },
    ...(MEANING[path] === undefined ? {} : { description: MEANING[path] }),
  }));
  const demo = body.demo ? "DEMO, nothing in it is a real result. " : "";
  const crate = {
    "@context": "https://w3id.org/ro/crate/1.1/context",
    "@graph": [
      {
        ...{ "@id": "ro-crate-metadata.json", "@type": "CreativeWork", about: { "@id": "./" } },
        conformsTo: { "@id": "https://w3id.org/ro/crate/1.1" },
      },
      {
        ...{ "@id": "./", "@type": "Dataset", identifier: body.number },
        name: `${body.demo ? "DEMO " : ""}Evidence package ${body.number}`,
        description: `${demo}${describeScope(body.scope)}. ${describeCompleteness(body.contents)}.`,
        datePublished: isoTime(nowUs),
        license: "All rights reserved by the publisher; verification is permitted to everybody.",
        publisher: { "@id": "#organization" },
        instrument: { "@id": "#gateway" },
        hasPart: parts.map((part) => ({ "@id": part["@id"] })),
      },
      { "@id": "#organization", "@type": "Organization", name: body.organization },
      {
        ...{ "@id": "#gateway", "@type": "SoftwareApplication", name: "Rigline" },
        softwareVersion: gatewayVersion,
      },
      ...parts,
    ],
  };
  return `${JSON.stringify(crate, null, 2)}\n`;
}

function formatOf(path: string): string {
  if (path.endsWith(".jsonl")) return "application/jsonl";
  if (path.endsWith(".csv")) return "text/csv";
  if (path.endsWith(".pdf")) return "application/pdf";
  return path.endsWith(".md") ? "text/markdown" : "text/plain";
}
