/** Topics with places for names, such as `{enterprise}/{site}/{station}/run`. Pure. */

/** MQTT takes 65,535 bytes; names are filled in, and a person reads it. */
const TEMPLATE_CHARACTERS_MAX = 500;
const PLACEHOLDER = /\{([^{}]*)\}/g;
/** First levels with a meaning of their own: our own state and feed, and Sparkplug. */
const RESERVED: ReadonlySet<string> = new Set(["rigline", "spBv1.0"]);

/** Where each kind of message goes. */
export interface TopicTemplates {
  readonly run: string;
  readonly telemetry: string;
  readonly alarm: string;
  readonly live: string;
}

const LINE = "{enterprise}/{site}/{area}/{line}";

/** ISA-95 order, as a unified namespace has it. */
export const DEFAULT_TOPICS: TopicTemplates = {
  run: `${LINE}/{station}/run`,
  telemetry: `${LINE}/telemetry`,
  alarm: `${LINE}/{station}/alarm`,
  live: `${LINE}/{station}/live/{rig}`,
};

/** What is wrong with the template, in words; undefined where nothing is. */
export function findTemplateFault(
  template: string,
  allowed: readonly string[],
): string | undefined {
  if (template === "") return "a topic is not empty";
  if (template.length > TEMPLATE_CHARACTERS_MAX) {
    return `a topic is at most ${TEMPLATE_CHARACTERS_MAX} characters`;
  }
  if (/[+#]/.test(template)) return "`+` and `#` are for subscribers, nobody can publish there";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: MQTT forbids them in topics
  if (/[\u0000-\u001f\u007f]/.test(template)) return "a topic has no control characters";
  if (template.startsWith("$")) return "topics that begin with `$` are the broker's own";
  const levels = template.split("/");
  if (levels.includes("")) return "a level is empty: no `/` at either end, and no `//`";
  if (RESERVED.has(levels[0] ?? "")) return `\`${levels[0]}/…\` has a meaning of its own`;
  return findPlaceholderFault(template, allowed);
}

function findPlaceholderFault(template: string, allowed: readonly string[]): string | undefined {
  const unknown = [...template.matchAll(PLACEHOLDER)]
    .map(([, name]) => name ?? "")
    .find((name) => !allowed.includes(name));
  const known = allowed.map((name) => `{${name}}`).join(", ");
  if (unknown !== undefined) return `\`{${unknown}}\` is not one of ${known}`;
  if (/[{}]/.test(template.replace(PLACEHOLDER, ""))) return "a brace has no partner";
  return undefined;
}

/**
 * The topic with `values` in their places. What a name holds of `/ + #` or NUL becomes `_`, so
 * that no name makes a level more or a wildcard. Throws where a value is missing.
 */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(PLACEHOLDER, (_whole, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`no value for {${name}} in ${template}`);
    return topicLevel(value);
  });
}

/** One level of a topic: wildcards and separators of MQTT in a name become `_`. */
export function topicLevel(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: MQTT forbids U+0000 in topics
  const clean = name.replace(/[/+#\u0000]/g, "_").replace(/^\$/, "_");
  return clean === "" ? "_" : clean;
}
