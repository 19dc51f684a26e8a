/** Takes commands from the broker and answers each: done, or refused with the cure. */
import type { Clock, Log } from "../../../drivers/contract.ts";
import { topicLevel } from "../../domain/topic/topic-template.ts";
import { Refusal } from "../../ledger/contract.ts";
import { PROBLEMS } from "../../platform/problems.ts";
import { DELIVERY_REMEDIES, type DeliveryErrorCode } from "../delivery-error.ts";
import type { IncomingProperties, OutgoingMessage } from "../link/contract.ts";
import {
  ANSWER_SCHEMA,
  type CommandAnswer,
  type CommandBody,
  readCommand,
} from "./command-message.ts";
import { type Freshness, ReplayGuard } from "./replay-guard.ts";

export type CommandName = CommandBody["name"];

/** Does what was asked; throws Refusal where that is refused. */
export type CommandAction = (input: unknown) => Promise<Readonly<Record<string, unknown>>>;

export interface CommandSettings {
  readonly secret: string;
  readonly toleranceMs: number;
  /** What is not in it is refused. */
  readonly actions: Readonly<Partial<Record<CommandName, CommandAction>>>;
}

export interface CommandDeskOptions extends CommandSettings {
  readonly gatewayId: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Whoever floods the topic costs this much and no more. */
const UNDER_WAY_MAX = 8;

/** Where commands are sent to. */
export function commandTopic(gatewayId: string): string {
  return `rigline/${topicLevel(gatewayId)}/command`;
}

/** Where answers go that have no response topic of their own. */
export function answerTopic(gatewayId: string): string {
  return `${commandTopic(gatewayId)}/answer`;
}

/** One for the life of a gateway: it remembers what it obeyed, through every connection. */
export class CommandDesk {
  readonly #options: CommandDeskOptions;
  readonly #guard: ReplayGuard;
  #underWay = 0;

  constructor(options: CommandDeskOptions) {
    this.#options = options;
    const { utcUs } = options.clock.now();
    this.#guard = new ReplayGuard(options.toleranceMs, utcUs / 1_000);
  }

  /** The answer to publish; undefined where too many are under way. Rejects on faults of ours. */
  async answer(
    payload: Uint8Array,
    properties: IncomingProperties,
  ): Promise<OutgoingMessage | undefined> {
    const { log } = this.#options;
    if (this.#underWay >= UNDER_WAY_MAX) {
      log.warn({ code: "command.busy" }, "more commands at a time than are taken: one unanswered");
      return undefined;
    }
    this.#underWay += 1;
    try {
      const { answer, authentic } = await this.#perform(payload, properties);
      if (!answer.ok) log.warn({ code: answer.code }, `a command by MQTT: ${answer.message}`);
      return this.#message(answer, authentic ? properties : { retain: false });
    } finally {
      this.#underWay -= 1;
    }
  }

  async #perform(
    payload: Uint8Array,
    { retain }: IncomingProperties,
  ): Promise<{ readonly answer: CommandAnswer; readonly authentic: boolean }> {
    const read = readCommand(payload, this.#options.secret);
    if (read.kind === "unreadable") {
      return { answer: refuse("command.unreadable", read.problem), authentic: false };
    }
    if (read.kind === "not-authentic") {
      const answer = refuse("command.not-authentic", "the mac does not fit the body");
      return { answer, authentic: false };
    }
    const answer = this.#findFault(read.body, retain) ?? (await this.#act(read.body));
    return { answer: { ...answer, nonce: read.body.nonce }, authentic: true };
  }

  #findFault(body: CommandBody, retain: boolean): CommandAnswer | undefined {
    const { gatewayId, clock, actions } = this.#options;
    if (body.gatewayId !== gatewayId) {
      return refuse("command.misdirected", `it is for the gateway ${body.gatewayId}`);
    }
    if (retain) return refuse("command.stale", "it was retained by the broker");
    const nowMs = clock.now().utcUs / 1_000;
    const issuedAtMs = Date.parse(body.issuedAt);
    const freshness = this.#guard.judge({ nonce: body.nonce, issuedAtMs }, nowMs);
    if (freshness !== "fresh") return refuse(...staleness(freshness, body, nowMs - issuedAtMs));
    if (actions[body.name] === undefined) {
      return refuse("command.not-allowed", `\`${body.name}\` may not be asked for`);
    }
    return undefined;
  }

  async #act({ name, input, nonce }: CommandBody): Promise<CommandAnswer> {
    const action = this.#options.actions[name];
    try {
      const result = (await action?.(input)) ?? {};
      return { schema: ANSWER_SCHEMA, nonce, ok: true, result };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { code, message } = error;
      const remedies: Readonly<Record<string, { readonly remedy: string }>> = PROBLEMS;
      const remedy = remedies[code]?.remedy ?? "";
      return { schema: ANSWER_SCHEMA, ok: false, code, message, remedy };
    }
  }

  #message(answer: CommandAnswer, asked: IncomingProperties): OutgoingMessage {
    const { gatewayId } = this.#options;
    const { responseTopic, correlationData } = asked;
    const own = answerTopic(gatewayId);
    const topic =
      responseTopic !== undefined && isForAnswers(responseTopic, own) ? responseTopic : own;
    return {
      ...{ topic, payload: JSON.stringify(answer), userProperties: { schema: ANSWER_SCHEMA } },
      ...(correlationData === undefined ? {} : { correlationData }),
    };
  }
}

/** The broker's topics and our own (a receipt settles a debt) are no place for an answer. */
function isForAnswers(topic: string, own: string): boolean {
  if (topic === own || topic.startsWith(`${own}/`)) return true;
  return topic !== "" && !/[+#]|^\$|^rigline\//.test(topic);
}

function staleness(
  freshness: Exclude<Freshness, "fresh">,
  { nonce, issuedAt }: CommandBody,
  ageMs: number,
): [DeliveryErrorCode, string] {
  if (freshness === "repeated") return ["command.repeated", `the nonce ${nonce} was used before`];
  if (freshness === "full") return ["command.busy", "too many commands within the tolerance"];
  return ["command.stale", `issued at ${issuedAt}, ${Math.round(ageMs / 1_000)} s from our time`];
}

function refuse(code: DeliveryErrorCode, message: string): CommandAnswer {
  return { schema: ANSWER_SCHEMA, ok: false, code, message, remedy: DELIVERY_REMEDIES[code] };
}
