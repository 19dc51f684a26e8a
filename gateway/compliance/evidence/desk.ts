/** Where packages are assembled, one at a time, beside everything else the gateway does. */
import { type CommandContext, Refusal } from "../../ledger/contract.ts";
import type { EvidenceView } from "../../records/evidence/record.ts";
import { nextEvidenceState } from "../../records/evidence/states.ts";
import { type AssemblyParts, assemblePackage } from "./assemble.ts";

/** Assembles packages and tells how far they are. */
export interface EvidenceDesk {
  /**
   * Begins to assemble; what comes of it is told by `follow`. Throws Refusal `evidence.busy`,
   * `evidence.wrong-state`.
   */
  begin(view: EvidenceView, context: CommandContext): void;
  /** The package with its progress, or why the last attempt ended. */
  follow(view: EvidenceView): EvidenceView;
  /** Resolves when nothing is being assembled. */
  idle(): Promise<void>;
}

type Fault = NonNullable<EvidenceView["fault"]>;

/** A desk; a fault that is no refusal is told to `fail`, as everywhere. */
export function openEvidenceDesk(
  parts: AssemblyParts,
  fail: (error: unknown) => void,
): EvidenceDesk {
  let current: { readonly id: string; progress: EvidenceView["progress"] } | undefined;
  let running: Promise<void> = Promise.resolve();
  const faults = new Map<string, Fault>();

  async function assemble(view: EvidenceView, context: CommandContext): Promise<void> {
    try {
      await assemblePackage(view, parts, {
        context,
        onProgress(step, done, total) {
          if (current !== undefined) current.progress = { step, done, total };
        },
      });
    } catch (error) {
      faults.set(view.id, faultOf(error));
      if (!(error instanceof Refusal)) fail(error);
    } finally {
      current = undefined;
    }
  }

  return {
    begin(view, context) {
      if (current !== undefined) {
        throw new Refusal("evidence.busy", `package ${current.id} is being assembled`, {
          id: current.id,
        });
      }
      nextEvidenceState(view.state, "assemble");
      faults.delete(view.id);
      current = { id: view.id, progress: { step: "units", done: 0, total: 0 } };
      running = assemble(view, context);
    },
    follow(view) {
      const { progress } = current?.id === view.id ? current : {};
      const fault = faults.get(view.id);
      return {
        ...view,
        ...(progress === undefined ? {} : { progress }),
        ...(fault === undefined || view.state === "sealed" ? {} : { fault }),
      };
    },
    idle: () => running,
  };
}

function faultOf(error: unknown): Fault {
  if (error instanceof Refusal) return { code: error.code, message: error.message };
  return { code: "gateway.unexpected", message: error instanceof Error ? error.message : "" };
}
