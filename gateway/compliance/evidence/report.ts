/** The report for people, as PDF/A-3b. Page one is the exceptions; "none" is stated. */
import { createRequire } from "node:module";
import { isoTime } from "../../domain/iso-time.ts";
import { describeCompleteness, describeScope, type ReportFacts } from "./report-facts.ts";

const require = createRequire(import.meta.url);
const SIZE = { title: 18, heading: 12, text: 9, small: 7.5 } as const;
const INK = "#1a1a1a";
const ALERT = "#9b1c1c";

type Document = PDFKit.PDFDocument;

/** Makes the report. The library is loaded now, not at a start of the gateway. */
export async function makeReport(facts: ReportFacts): Promise<Uint8Array> {
  const { default: PdfDocument } = await import("pdfkit");
  const { body, nowUs } = facts;
  const title = `${body.demo ? "DEMO " : ""}Evidence package ${body.number}`;
  const document = new PdfDocument({
    ...{ size: "A4", margin: 48, subset: "PDF/A-3b", pdfVersion: "1.7", lang: "en" },
    ...{ tagged: true, displayTitle: true, bufferPages: true },
    info: { Title: title, Author: body.organization, CreationDate: new Date(nowUs / 1000) },
    font: fontPath("DejaVuSans"),
  });
  const chunks: Uint8Array[] = [];
  const ended = Promise.withResolvers<void>();
  document.on("data", (chunk: Uint8Array) => void chunks.push(chunk));
  document.on("end", ended.resolve);
  document.on("error", ended.reject);
  document.registerFont("text", fontPath("DejaVuSans"));
  document.registerFont("bold", fontPath("DejaVuSans-Bold"));
  writeExceptions(document, facts, title);
  document.addPage();
  writeContents(document, facts);
  writeFooters(document, facts);
  document.end();
  await ended.promise;
  return Buffer.concat(chunks);
}

function fontPath(name: string): string {
  return require.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`);
}

function heading(document: Document, text: string): void {
  document.moveDown(0.8).font("bold").fontSize(SIZE.heading).fillColor(INK).text(text);
  document.moveDown(0.3).font("text").fontSize(SIZE.text);
}

function line(document: Document, label: string, value: string): void {
  document.font("bold").fontSize(SIZE.text).fillColor(INK).text(`${label}  `, { continued: true });
  document.font("text").text(value === "" ? "none" : value);
}

function writeExceptions(document: Document, facts: ReportFacts, title: string): void {
  const { body, exceptions, exceptionCounts } = facts;
  document.font("bold").fontSize(SIZE.title).fillColor(INK).text(title);
  if (body.demo) {
    document.fontSize(SIZE.heading).fillColor(ALERT);
    document.text("DEMO: simulated rigs. Nothing in here is a real result.").fillColor(INK);
  }
  document.moveDown(0.4);
  line(document, "Scope", describeScope(body.scope));
  line(document, "Completeness", describeCompleteness(body.contents));
  const total = Object.values(exceptionCounts).reduce((sum, count) => sum + count, 0);
  heading(document, `Exceptions: ${total === 0 ? "none" : total}`);
  if (total === 0) {
    document.text("No run failed, ended early or was judged otherwise by its rig; nothing was");
    document.text("overridden, invalidated, conceded, held or corrected in this scope, and every");
    document.text("instrument was in calibration.");
    return;
  }
  for (const [kind, count] of Object.entries(exceptionCounts)) line(document, kind, String(count));
  document.moveDown(0.5).fontSize(SIZE.small);
  for (const { seq, serialNumber, kind, text } of exceptions) {
    document.font("bold").text(`${serialNumber ?? ""} ${kind}  `, { continued: true });
    document.font("text").text(`${text}  (entry ${seq})`);
  }
  if (total > exceptions.length) {
    const more = total - exceptions.length;
    document.font("bold").text(`and ${more} more, all of them in data/exceptions.jsonl`);
  }
}

function writeContents(document: Document, facts: ReportFacts): void {
  const { body, outcomes, gaps, logs } = facts;
  document.font("bold").fontSize(SIZE.title).text("Contents");
  heading(document, "Runs by outcome");
  const counted = Object.entries(outcomes);
  if (counted.length === 0) document.text("none");
  for (const [outcome, count] of counted) line(document, outcome, String(count));
  heading(document, "Known gaps");
  for (const gap of gaps) document.text(`• ${gap}`);
  heading(document, "What proves it");
  line(document, "Made", `${isoTime(facts.nowUs)} by Rigline ${facts.gatewayVersion}`);
  line(document, "Publisher", body.organization);
  if (body.supersedes !== undefined) line(document, "Supersedes", body.supersedes);
  line(document, "Entries", `${body.contents.entries}, up to position ${body.contents.lastSeq}`);
  line(document, "SHA-256 of their leaves", body.contents.leavesHash);
  line(document, "Log", logs[0]?.origin ?? "");
  line(document, "Key of the log", logs[0]?.verifierKey ?? "");
  line(document, "Attachments", String(facts.attachments));
  document
    .moveDown(0.8)
    .text(
      "The original is data/audit/entries.jsonl; this report is made of it for reading. How to " +
        "verify all of it without the gateway: data/VERIFY.md. The product provides functions that " +
        "support record keeping; it certifies nothing.",
    );
}

function writeFooters(document: Document, { body }: ReportFacts): void {
  const { start, count } = document.bufferedPageRange();
  for (let page = start; page < start + count; page += 1) {
    document.switchToPage(page);
    const { height, width } = document.page;
    // Below the margin, where text would otherwise begin another page.
    document.page.margins.bottom = 0;
    const text = `${body.demo ? "DEMO · " : ""}${body.number} · page ${page + 1} of ${count}`;
    document.font("text").fontSize(SIZE.small).fillColor(INK);
    document.text(text, 48, height - 34, { width: width - 96, align: "center", lineBreak: false });
  }
}
