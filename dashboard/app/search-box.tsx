import { TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";

const RECORD_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** One box: a run id opens the run, a serial number opens the unit. */
export function SearchBox() {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const find = useFind();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = text.trim();
    if (wanted === "") return;
    void find(wanted).then(() => setText(""));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: <search> is not yet known to every screen reader
    <form className="search" role="search" onSubmit={submit}>
      <TextInput
        type="search"
        aria-label={t("search.label")}
        placeholder={t("search.placeholder")}
        value={text}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
      />
    </form>
  );
}

/** Opens what the text means; the units page goes on to the unit where there is exactly one. */
function useFind(): (wanted: string) => Promise<void> {
  const navigate = useNavigate();
  return (wanted) =>
    RECORD_ID.test(wanted)
      ? navigate({ to: "/runs/$id", params: { id: wanted.toLowerCase() } })
      : navigate({ to: "/units", search: { serialNumber: wanted } });
}
