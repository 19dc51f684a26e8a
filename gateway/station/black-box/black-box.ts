/**
 * The black box: what was on each port lately, cut out for a run that needs explaining.
 *
 *   link ─► tap of the port ─► ring ─┬─► cut of a run ─► blob, before the run's entry
 *   driver ─► events ────────► ring ─┘
 */
import type { Clock, Instant, PortSettings, RigEvent, WireTap } from "../../../drivers/contract.ts";
import { encodeWireFile, WIRE_FORMAT, type WireHeader } from "../../../drivers/wire-file.ts";
import { isoTime } from "../../domain/iso-time.ts";
import type { RunRecord } from "../../domain/run.ts";
import { type Cut, PortRecorder, type WireMark } from "./port-recorder.ts";

export interface BlackBoxParts {
  readonly clock: Clock;
  readonly gatewayVersion: string;
  readonly bytesPerPort: number;
  readonly ageMaxMs: number;
  readonly save: "failed" | "all";
}

/** What is written into the files of a rig, so that its driver can hear them again. */
export interface RecordedRig {
  readonly name: string;
  readonly driver: string;
  /** As in the configuration. */
  readonly options: Readonly<Record<string, unknown>>;
  /** One, or those of all instruments of a driven rig. */
  readonly ports: readonly string[];
}

/** The recording of one run that is under way. */
export interface RunRecording {
  /**
   * The files of its ports as they are now, where the policy wants them of such a run. Call it
   * when the run ends: what is not cut then is overwritten.
   */
  cut(until: Instant): readonly WireCut[];
}

/** One port's file of a run, in memory. */
export interface WireCut {
  readonly port: string;
  readonly bytes: () => Uint8Array;
}

/** What the run keeper of one rig needs of the black box. */
export interface RigRecorder {
  /** Keeps what the rig said beside the bytes. */
  heard(event: RigEvent): void;
  /** The recording of a run that starts at `at`, from a little before. */
  begin(runId: string, at: Instant): RunRecording;
  /** Whether the bytes of a run that ended so are to be kept. */
  wants(record: Pick<RunRecord, "outcome" | "mismatch">): boolean;
}

/** In place of a driver's name: a rig without a wire of its own, driven over its instruments'. */
const DRIVEN = "driven";
/** Before a run the rig said what led to it. */
const LEAD_MS = 2_000;
/** The last chunk of a run may hold more than its end; a little after it explains that. */
const TAIL_MS = 100;

interface RecordedPort {
  readonly recorder: PortRecorder;
  settings: PortSettings | undefined;
}

/** Holds the rings of all ports. In memory alone: what counts is cut out and written. */
export class BlackBox {
  readonly #parts: BlackBoxParts;
  readonly #ports = new Map<string, RecordedPort>();
  /** By name: a rig whose configuration has changed is another one on the same ports. */
  readonly #rigs = new Map<string, RecordedRig>();

  constructor(parts: BlackBoxParts) {
    this.#parts = parts;
  }

  /** The tap of a port; again where its settings have changed, with an empty ring. */
  openTap(port: string, settings: PortSettings): WireTap {
    const { clock, bytesPerPort: bytesMax, ageMaxMs } = this.#parts;
    const recorder = new PortRecorder({ clock, bytesMax, ageMaxMs });
    this.#ports.set(port, { recorder, settings });
    return recorder;
  }

  /** The recorder of a rig on ports that have a tap. */
  openRig(rig: RecordedRig): RigRecorder {
    this.#rigs.set(rig.name, rig);
    const recorders = rig.ports.flatMap((name) => {
      const port = this.#ports.get(name);
      return port === undefined ? [] : [{ name, ...port }];
    });
    return {
      heard: (event) => {
        for (const { recorder } of recorders) recorder.heard(rig.name, event);
      },
      begin: (runId, at) => {
        const marks = recorders.map((port) => ({ port, mark: port.recorder.mark(at, LEAD_MS) }));
        return {
          cut: (until) =>
            marks.map(({ port, mark }) => this.#cutOf({ rig, port, mark, runId, until })),
        };
      },
      wants: ({ outcome, mismatch }) =>
        this.#parts.save === "all" || outcome !== "pass" || mismatch,
    };
  }

  #cutOf({ rig, port, mark, runId, until }: CutInput): WireCut {
    const untilMs = Number(until.monoNs) / 1e6 + TAIL_MS;
    // On the port of an instrument its own driver speaks, whoever drives it.
    const isOwn = rig.ports.length === 1 && rig.driver !== DRIVEN;
    const speaker = isOwn ? rig : this.#speakerOf(port.name);
    const rigs = [rig.name, ...(speaker === undefined ? [] : [speaker.name])];
    const cut = port.recorder.cut(mark, { untilMs, rigs });
    const header = this.#header({ ...port, cut, rig: speaker, run: runId });
    return { port: port.name, bytes: () => encodeWireFile({ header, lines: cut.lines }) };
  }

  /** The ring of a port as a file, its last `lastBytes` bytes; undefined for no such port. */
  ringOf(port: string, lastBytes = Number.POSITIVE_INFINITY): Uint8Array | undefined {
    const found = this.#ports.get(port);
    if (found === undefined) return undefined;
    const rig = this.#speakerOf(port);
    const mark = found.recorder.markLast(lastBytes);
    const cut = found.recorder.cut(mark, { withHead: !Number.isFinite(lastBytes) });
    const header = this.#header({ name: port, ...found, cut, rig });
    return encodeWireFile({ header, lines: cut.lines });
  }

  /** Bytes that came in on a port since start; 0 for no such port. */
  receivedBytes(port: string): number {
    return this.#ports.get(port)?.recorder.receivedBytes ?? 0;
  }

  #speakerOf(port: string): RecordedRig | undefined {
    const rigs = [...this.#rigs.values()];
    return rigs.find(({ driver, ports }) => driver !== DRIVEN && ports.includes(port));
  }

  #header(about: HeaderInput): WireHeader {
    const { name, settings, cut, rig, run } = about;
    return {
      format: WIRE_FORMAT,
      port: name,
      settings: { ...settings } as WireHeader["settings"],
      startedAt: isoTime(cut.startedAtUs),
      ...(rig === undefined ? {} : { rig: rig.name, driver: rig.driver, options: rig.options }),
      ...(run === undefined ? {} : { run }),
      gatewayVersion: this.#parts.gatewayVersion,
    };
  }
}

interface CutInput {
  readonly rig: RecordedRig;
  readonly port: RecordedPort & { readonly name: string };
  readonly mark: WireMark;
  readonly runId: string;
  readonly until: Instant;
}

interface HeaderInput {
  readonly name: string;
  readonly settings: PortSettings | undefined;
  readonly cut: Cut;
  readonly rig: RecordedRig | undefined;
  readonly run?: string;
}
