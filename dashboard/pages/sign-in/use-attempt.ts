import { useState } from "react";

/** One attempt at a time, with what it was refused with. */
export function useAttempt() {
  const [error, setError] = useState<unknown>();
  const [isBusy, setIsBusy] = useState(false);
  return {
    error,
    isBusy,
    /** True where it succeeded; its refusal is kept to be shown. */
    async run(attempt: Promise<unknown>): Promise<boolean> {
      setIsBusy(true);
      try {
        await attempt;
        setError(undefined);
        return true;
      } catch (refused) {
        setError(refused);
        return false;
      } finally {
        setIsBusy(false);
      }
    },
  };
}
