/** The sheets of command cards as PDF, to be printed, cut and laminated. */
import { createRequire } from "node:module";
import { type CardSection, type PrintedCard, TEST_CODES } from "./card-sheet.ts";

const require = createRequire(import.meta.url);
const MARGIN = 36;
const CARD = { width: 257, height: 112, gap: 9 } as const;
const INK = "#1a1a1a";

type Document = PDFKit.PDFDocument;
type Drawn = (options: { bcid: string; text: string; height?: number }) => string;

/** What the sheets are of. */
export interface SheetFacts {
  readonly station: string;
  readonly title: string;
  readonly sections: readonly CardSection[];
}

/** Makes the sheets. The libraries are loaded now, not at a start of the gateway. */
export async function makeCardSheets(facts: SheetFacts): Promise<Uint8Array> {
  const [{ default: PdfDocument }, { toSVG }] = await Promise.all([
    import("pdfkit"),
    import("bwip-js/node"),
  ]);
  const document = new PdfDocument({
    ...{ size: "A4", margin: MARGIN, lang: "en", displayTitle: true, font: fontPath("DejaVuSans") },
    info: { Title: `Command cards of ${facts.title}` },
  });
  const chunks: Uint8Array[] = [];
  const ended = Promise.withResolvers<void>();
  document.on("data", (chunk: Uint8Array) => void chunks.push(chunk));
  document.on("end", ended.resolve);
  document.on("error", ended.reject);
  document.registerFont("text", fontPath("DejaVuSans"));
  document.registerFont("bold", fontPath("DejaVuSans-Bold"));
  writeHead(document, `Command cards: ${facts.title}`, facts.station);
  for (const section of facts.sections) writeSection(document, section, toSVG as Drawn);
  writeTestPage(document, toSVG as Drawn);
  document.end();
  await ended.promise;
  return Buffer.concat(chunks);
}

function fontPath(name: string): string {
  return require.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`);
}

function writeHead(document: Document, title: string, station: string): void {
  document.font("bold").fontSize(16).fillColor(INK).text(title, MARGIN, MARGIN);
  const hint = `Station ${station}. Scan a card on the station's page instead of touching it.`;
  document.font("text").fontSize(9).text(hint).moveDown(0.6);
}

function writeSection(document: Document, section: CardSection, toSvg: Drawn): void {
  const { heading, cards } = section;
  makeRoom(document, CARD.height + 30);
  document
    .font("bold")
    .fontSize(11)
    .fillColor(INK)
    .text(heading, MARGIN, document.y + 6);
  let top = document.y + 4;
  for (let index = 0; index < cards.length; index += 2) {
    document.y = top;
    makeRoom(document, CARD.height);
    top = document.y;
    for (const [column, card] of cards.slice(index, index + 2).entries()) {
      writeCard(document, card, { x: MARGIN + column * (CARD.width + CARD.gap), y: top, toSvg });
    }
    top += CARD.height + CARD.gap;
  }
  document.y = top;
}

function makeRoom(document: Document, height: number): void {
  if (document.y + height <= document.page.height - MARGIN) return;
  document.addPage();
  document.y = MARGIN;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly toSvg: Drawn;
}

function writeCard(document: Document, card: PrintedCard, { x, y, toSvg }: Place): void {
  document.roundedRect(x, y, CARD.width, CARD.height, 6).lineWidth(0.7).stroke("#888888");
  document.font("bold").fontSize(17).fillColor(INK);
  document.text(card.word, x + 10, y + 8, { width: CARD.width - 20, lineBreak: false });
  document.font("text").fontSize(9.5);
  document.text(card.title ?? "", x + 10, y + 30, { width: CARD.width - 20, height: 12 });
  // Longer, its bars would be narrower than most scanners read from paper.
  const bcid = card.text.length > 28 ? "datamatrix" : "code128";
  const code = toSvg(
    bcid === "code128" ? { bcid, text: card.text, height: 12 } : { bcid, text: card.text },
  );
  drawCode(document, code, {
    ...{ x: x + 14, y: y + 46, width: CARD.width - 28, height: 44 },
  });
  document.font("text").fontSize(8).fillColor(INK);
  document.text(card.text, x + 10, y + 95, { width: CARD.width - 20, align: "center" });
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** As lines and areas, sharp at any size; narrow bars keep their ratio, the quiet zone is white. */
function drawCode(document: Document, svg: string, box: Box): void {
  const [, width = "1", height = "1"] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
  const scale = Math.min(box.width / Number(width), box.height / Number(height));
  document.save();
  document.translate(box.x + (box.width - Number(width) * scale) / 2, box.y).scale(scale);
  for (const [, attributes = ""] of svg.matchAll(/<path ([^>]*?)\/?>/g)) {
    const [, data = ""] = /\bd="([^"]*)"/.exec(attributes) ?? [];
    const [, stroke] = /stroke-width="([\d.]+)"/.exec(attributes) ?? [];
    if (stroke === undefined) document.path(data).fill("even-odd");
    else document.path(data).lineWidth(Number(stroke)).stroke("#000000");
  }
  document.restore();
}

function writeTestPage(document: Document, toSvg: Drawn): void {
  document.addPage();
  document.font("bold").fontSize(16).fillColor(INK).text("Scanner test codes", MARGIN, MARGIN);
  document.font("text").fontSize(9).text("Scan each on the page for setting up the scanner.");
  for (const { symbology, text, shows } of TEST_CODES) {
    document
      .font("bold")
      .fontSize(10)
      .text(text, MARGIN, document.y + 18);
    document.font("text").fontSize(9).text(shows);
    const y = document.y + 6;
    const height = symbology === "gs1datamatrix" ? 80 : 50;
    drawCode(document, toSvg({ bcid: symbology, text }), { x: MARGIN, y, width: 300, height });
    document.y = y + height;
  }
}
