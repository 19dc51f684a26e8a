/** XML 1.0 as text, escaped once and for all. Pure. */

/** Attributes without a value are left out. */
export type Attributes = Readonly<Record<string, string | undefined>>;
/** Text that is not yet escaped, or an element. */
export type Xml = string | { readonly markup: string };

/** What XML 1.0 has no way to write, escaped or not, becomes U+FFFD. */
const UNWRITABLE = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const ESCAPES: Readonly<Record<string, string>> = {
  ...{ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" },
  ...{ "\t": "&#9;", "\n": "&#10;", "\r": "&#13;" },
};

function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(UNWRITABLE, "\ufffd")
    .replace(/[&<>"\t\n\r]/g, (found) => ESCAPES[found] ?? found);
}

/** An element; texts among its children are escaped here. */
export function element(name: string, attributes: Attributes, children: readonly Xml[] = []): Xml {
  const given = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escaped(value)}"`],
  );
  const inner = children.map((child) =>
    typeof child === "string" ? escaped(child) : child.markup,
  );
  const head = `<${name}${given.join("")}`;
  return { markup: inner.length === 0 ? `${head}/>` : `${head}>${inner.join("")}</${name}>` };
}

/** The document of one element. */
export function xmlDocument(root: Xml): string {
  const body = typeof root === "string" ? escaped(root) : root.markup;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${body}\n`;
}
