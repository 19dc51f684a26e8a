import { NativeSelect, useMantineColorScheme } from "@mantine/core";
import { useTranslation } from "react-i18next";

const SCHEMES = ["auto", "light", "dark"] as const;

/** Light, dark, or as the machine has it; kept in this browser. */
export function ThemeChoice() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <NativeSelect
      className="theme-choice"
      aria-label={t("theme.label")}
      value={colorScheme}
      onChange={(event) =>
        setColorScheme(SCHEMES.find((scheme) => scheme === event.target.value) ?? "auto")
      }
      data={SCHEMES.map((scheme) => ({ value: scheme, label: t(`theme.${scheme}`) }))}
    />
  );
}
