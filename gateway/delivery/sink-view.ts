/** A sink as screens show it. Pure. */
import type { Account } from "../ledger/contract.ts";
import type { SinkView } from "../records/views.ts";
import type { SessionState } from "./broker-session.ts";
import type { Fault } from "./delivery-error.ts";
import type { SinkPump } from "./sink-pump.ts";

export interface SinkSituation {
  readonly pump: Pick<SinkPump, "route" | "paused" | "fault">;
  /** Of the connection it goes over. */
  readonly session: SessionState;
  /** Of all sinks. */
  readonly accounts: readonly Account[];
  /** Why its session sends nothing although it is connected. */
  readonly held: Fault | undefined;
}

/** State and account; with the fault that is nearest to the wire. */
export function sinkView(situation: SinkSituation): SinkView {
  const { pump, accounts } = situation;
  const { declaration, kind, target } = pump.route;
  const fault = faultOf(situation);
  return {
    name: declaration.name,
    kind,
    target,
    state: stateOf(situation),
    ...(fault === undefined ? {} : { fault: faultView(fault) }),
    accounts: accounts.filter(({ sink }) => sink === declaration.name),
  };
}

function stateOf({ pump, session, held }: SinkSituation): SinkView["state"] {
  if (session.kind !== "connected") return session.kind;
  if (pump.paused !== undefined) return "paused";
  return (held ?? pump.fault) === undefined ? "connected" : "waiting";
}

function faultOf({ pump, session, held }: SinkSituation): Fault | undefined {
  if (session.kind !== "connected") return session.fault;
  return pump.paused ?? held ?? pump.fault;
}

function faultView({ code, message, remedy, sinceUs }: Fault): NonNullable<SinkView["fault"]> {
  return { code, message, remedy, since: new Date(sinceUs / 1_000).toISOString() };
}
