import { createTheme } from "@mantine/core";

/** Mantine's controls in the house's own type and corners; colours come from styles/tokens.css. */
export const theme = createTheme({
  fontFamily: "var(--sans)",
  fontFamilyMonospace: "var(--mono)",
  defaultRadius: "sm",
  cursorType: "pointer",
});
