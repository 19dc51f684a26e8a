/** What has just happened is where one looks, however far the page was scrolled. */
import { type ReactNode, useEffect, useRef } from "react";
import { useLive } from "../../../../live/use-live.ts";

interface InViewProps {
  /** Another one is something new. */
  readonly moment: string;
  readonly children: ReactNode;
}

/** Brings a new stage, or a question on it, into sight; never while somebody types elsewhere. */
export function InView({ moment, children }: InViewProps) {
  const place = useRef<HTMLDivElement>(null);
  const seen = useRef(moment);
  const question = useLive(({ rigs }) => rigs.map(({ program }) => program?.prompt?.id).join(""));
  const now = `${moment} ${question}`;
  useEffect(() => {
    const isNew = seen.current !== now;
    seen.current = now;
    if (isNew && place.current !== null && !isTypedElsewhere(place.current)) show(place.current);
  }, [now]);
  return (
    <div ref={place} className="stage-place">
      {children}
    </div>
  );
}

/** In a note or a form beside the stage. */
function isTypedElsewhere(place: HTMLElement): boolean {
  const { activeElement } = document;
  const isField = activeElement instanceof HTMLTextAreaElement || isTextInput(activeElement);
  return isField && !place.contains(activeElement);
}

function isTextInput(element: Element | null): boolean {
  return element instanceof HTMLInputElement && element.id !== "scan";
}

function show(place: HTMLElement): void {
  const question = place.querySelector(".program-prompt");
  if (question !== null) {
    question.scrollIntoView({ block: "nearest" });
    return;
  }
  const { top } = place.getBoundingClientRect();
  const margin = Number.parseFloat(getComputedStyle(place).scrollMarginTop);
  if (top < margin || top > innerHeight / 2) place.scrollIntoView({ block: "start" });
}
