/** Who works at this screen, as they said it: there are no logins yet. */
import { useState } from "react";

const KEY = "rigline.operator";

/** Kept for this tab, so that a shift is not asked at each question. */
export function useOperator(): [string, (name: string) => void] {
  const [name, setName] = useState(() => sessionStorage.getItem(KEY) ?? "");
  return [
    name,
    (next) => {
      sessionStorage.setItem(KEY, next);
      setName(next);
    },
  ];
}
