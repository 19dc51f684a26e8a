/** Who works at this screen: whoever is signed in, else as they say it. */
import { useState } from "react";
import { useSession } from "../../app/session.ts";

const KEY = "rigline.operator";

/** Who answers or aborts. */
export interface Operator {
  /** Empty where nobody has said it yet. */
  readonly name: string;
  /** The gateway knows who it is: nobody is asked. */
  readonly isKnown: boolean;
  /** Kept for this tab, so that a shift is not asked at each question. */
  readonly say: (name: string) => void;
}

/** The person of the session; where nobody signs in, who was named last in this tab. */
export function useOperator(): Operator {
  const session = useSession();
  const [name, setName] = useState(() => sessionStorage.getItem(KEY) ?? "");
  const say = (next: string) => {
    sessionStorage.setItem(KEY, next);
    setName(next);
  };
  if (session?.kind !== "person") return { name, isKnown: false, say };
  return { name: session.printedName ?? session.id ?? "", isKnown: true, say };
}
