/** The stand-alone verifier: a zip is dropped on it, offline, from a file; nothing leaves it. */
import { BagError } from "../../gateway/compliance/verifier/bag-source.ts";
import {
  BAG_REMEDIES,
  type BagReport,
  describeFinding,
} from "../../gateway/compliance/verifier/finding.ts";
import { verifyBag } from "../../gateway/compliance/verifier/verify-bag.ts";
import { listZip } from "../../gateway/compliance/verifier/zip-source.ts";
import { newFileSha256, newSha256 } from "./sha256.ts";

const input = find("file", HTMLInputElement);
const kept = find("kept", HTMLTextAreaElement);
const drop = find("drop", HTMLElement);
const status = find("status", HTMLElement);
const result = find("result", HTMLElement);

find("needs-script", HTMLElement).remove();
find("form", HTMLElement).hidden = false;

input.addEventListener("change", () => take(input.files?.[0]));
for (const name of ["dragenter", "dragover"]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.dataset.over = "true";
  });
}
drop.addEventListener("dragleave", () => delete drop.dataset.over);
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  delete drop.dataset.over;
  take(event.dataTransfer?.files[0]);
});

function find<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const element = document.getElementById(id);
  if (element instanceof kind) return element;
  throw new Error(`the page has no ${id}`);
}

function take(file: File | undefined): void {
  if (file === undefined) return;
  result.replaceChildren();
  delete result.dataset.verdict;
  void verify(file);
}

async function verify(file: File): Promise<void> {
  const startedMs = performance.now();
  status.textContent = `Reading ${file.name} …`;
  try {
    const report = await check(file);
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    status.textContent = `${file.name}: checked in ${seconds} s, here, without a network.`;
    show(report);
  } catch (error) {
    status.textContent = `${file.name}: not verified.`;
    const isKnown = error instanceof BagError;
    const text = isKnown ? `${error.message} (${error.code})` : `unexpected: ${String(error)}`;
    const remedy = isKnown ? [`What to do: ${error.remedy}`] : [];
    say("bad", "This is no sound evidence package.", [text, ...remedy]);
  }
}

async function check(file: File): Promise<BagReport> {
  const read = async (from: number, length: number) =>
    new Uint8Array(await file.slice(from, from + length).arrayBuffer());
  let shownMs = 0;
  return verifyBag(await listZip({ bytes: file.size, read }), {
    newHasher: newSha256,
    newFileHasher: newFileSha256,
    kept: readKept(kept.value),
    onProgress(step, done, total) {
      if (performance.now() - shownMs < 100) return;
      shownMs = performance.now();
      status.textContent = `${step}: ${done} of ${total}`;
    },
  });
}

/** A checkpoint has several lines, a verifier key one. */
function readKept(text: string) {
  const given = text.trim();
  if (given === "") return {};
  return given.includes("\n") ? { checkpoints: [`${given}\n`] } : { keys: [given] };
}

function show(report: BagReport): void {
  const { number, organization, completeness, entries, files, findings, origin, key } = report;
  const [first] = findings;
  if (first !== undefined) {
    const lines = [...findings.map(describeFinding), `What to do: ${BAG_REMEDIES[first.code]}`];
    say("bad", `${number}: NOT as it was sealed.`, lines);
    return;
  }
  const facts = [
    `${completeness}, ${entries} entries, ${files} files: all as they were sealed.`,
    `Log ${origin}`,
    `Key ${key}`,
    ...report.notes,
  ];
  const demo = report.demo ? ["DEMO: simulated rigs. Nothing in here is a real result."] : [];
  say("good", `${number} of ${organization}: sound.`, [...demo, ...facts]);
}

function say(verdict: "good" | "bad", title: string, lines: readonly string[]): void {
  result.dataset.verdict = verdict;
  const heading = document.createElement("h2");
  heading.textContent = `${verdict === "good" ? "✓" : "✗"} ${title}`;
  const list = document.createElement("ul");
  for (const line of lines) {
    const item = document.createElement("li");
    item.textContent = line;
    list.append(item);
  }
  result.replaceChildren(heading, list);
}
