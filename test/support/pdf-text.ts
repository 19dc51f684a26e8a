/** Reads the text of a PDF as our reports are: fonts with a map to Unicode, streams deflated. */
import { inflateSync } from "node:zlib";

interface PdfObject {
  readonly dictionary: string;
  readonly stream: string;
}

/** The text of each page, in the order it is drawn; what is drawn apart is a line of its own. */
export function pagesOf(pdf: Uint8Array): readonly string[] {
  const objects = readObjects(Buffer.from(pdf).toString("latin1"));
  const pages = [...objects.values()].filter(({ dictionary }) =>
    /\/Type \/Page\b/.test(dictionary),
  );
  return pages.map((page) => {
    const resources = resolve(objects, page.dictionary, "Resources");
    const names = resources.dictionary.match(/\/Font <<([^>]*)>>/)?.[1] ?? "";
    const fonts = new Map(
      [...names.matchAll(/\/(\w+) (\d+) 0 R/g)].map(([, name = "", id]) => [
        name,
        readMap(resolve(objects, objects.get(Number(id))?.dictionary ?? "", "ToUnicode").stream),
      ]),
    );
    return readText(resolve(objects, page.dictionary, "Contents").stream, fonts);
  });
}

function readObjects(text: string): Map<number, PdfObject> {
  const objects = new Map<number, PdfObject>();
  for (const { 0: head, 1: id, index } of text.matchAll(/(\d+) 0 obj\n/g)) {
    const from = index + head.length;
    const [dictionary = ""] = text.slice(from).match(/^[\s\S]*?(?=stream\n|endobj)/) ?? [];
    const length = Number(dictionary.match(/\/Length (\d+)/)?.[1] ?? 0);
    const begin = from + dictionary.length + "stream\n".length;
    const raw = Buffer.from(text.slice(begin, begin + length), "latin1");
    const isDeflated = length > 0 && dictionary.includes("/FlateDecode");
    const stream = (isDeflated ? inflateSync(raw) : raw).toString("latin1");
    objects.set(Number(id), { dictionary, stream });
  }
  return objects;
}

function resolve(objects: Map<number, PdfObject>, dictionary: string, key: string): PdfObject {
  const id = Number(dictionary.match(new RegExp(`/${key} (\\d+) 0 R`))?.[1]);
  const found = objects.get(id);
  if (found === undefined) throw new Error(`the PDF has no ${key} in ${dictionary}`);
  return found;
}

/** Glyph to character, of `bfrange` sections with lists. */
function readMap(cmap: string): Map<number, string> {
  const map = new Map<number, string>();
  for (const [, start = "", list = ""] of cmap.matchAll(/<(\w+)> <\w+> \[([^\]]*)\]/g)) {
    for (const [index, [, hex = ""]] of [...list.matchAll(/<([\w ]+)>/g)].entries()) {
      // A ligature stands for several characters.
      const units = hex.match(/\w{4}/g) ?? [];
      const text = String.fromCharCode(...units.map((unit) => Number.parseInt(unit, 16)));
      map.set(Number.parseInt(start, 16) + index, text);
    }
  }
  return map;
}

function readText(stream: string, fonts: ReadonlyMap<string, ReadonlyMap<number, string>>): string {
  let font: ReadonlyMap<number, string> | undefined;
  let text = "";
  for (const [, name, shown] of stream.matchAll(/\/(\w+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (name !== undefined) font = fonts.get(name);
    const glyphs = [...(shown ?? "").matchAll(/<(\w+)>/g)].flatMap(
      ([, hex = ""]) => hex.match(/.{4}/g) ?? [],
    );
    text += glyphs.map((glyph) => font?.get(Number.parseInt(glyph, 16)) ?? "?").join("");
    if (shown !== undefined) text += "\n";
  }
  return text;
}
