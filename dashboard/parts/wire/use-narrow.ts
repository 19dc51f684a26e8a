import { useMediaQuery } from "@mantine/hooks";

/** True where a row of sixteen bytes does not fit: a phone. */
export function useNarrow(): boolean {
  return useMediaQuery("(max-width: 860px)", false, { getInitialValueInEffect: false });
}
