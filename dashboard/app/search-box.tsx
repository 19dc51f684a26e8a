import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ChangeEvent, type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FoundView } from "./contract.ts";
import { searchQuery } from "./queries.ts";

/** As fast as a person types, and slower than a scanner, which ends with Enter. */
const TYPING_MS = 150;

/** One box for whatever stands on a label: it shows what begins so, and Enter opens what is so. */
export function SearchBox() {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [typed] = useDebouncedValue(text.trim(), TYPING_MS);
  const { data: found = [] } = useQuery({ ...searchQuery(typed), enabled: typed.length > 1 });
  const open = useOpen();
  const find = useFind(open);
  const list = useId();
  // A browser tells a choice from its list as a change to the whole of an option.
  const change = ({ target: { value } }: ChangeEvent<HTMLInputElement>) => {
    const chosen = found.find((each) => optionOf(each) === value && each.name !== value);
    setText(chosen === undefined ? value : "");
    if (chosen !== undefined) void open(chosen);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = text.trim();
    if (wanted !== "") void find(wanted).then(() => setText(""));
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
        list={list}
        onChange={change}
      />
      <datalist id={list}>
        {found.map((each) => (
          <option key={`${each.kind} ${each.id}`} value={optionOf(each)}>
            {t(`search.kind.${each.kind}`)}
          </option>
        ))}
      </datalist>
    </form>
  );
}

/** Unique among what is found, and what is read in the list. */
function optionOf({ name, detail }: FoundView): string {
  return detail === undefined ? name : `${name} · ${detail}`;
}

/** Opens the page of what was found. */
function useOpen(): (found: FoundView) => Promise<void> {
  const navigate = useNavigate();
  return ({ kind, id, href }) => {
    if (kind === "unit") return navigate({ to: "/units/$id", params: { id } });
    if (kind === "run") return navigate({ to: "/runs/$id", params: { id } });
    if (kind === "product") return navigate({ to: "/products", hash: id });
    if (kind === "order") return navigate({ to: "/orders/$id", params: { id } });
    if (kind === "nonconformance") return navigate({ to: "/nonconformances/$id", params: { id } });
    if (kind === "person") return navigate({ to: "/people", hash: id });
    // No page of its own yet: what the API has of it can be read, too.
    window.location.assign(href);
    return Promise.resolve();
  };
}

/** Opens what has exactly this name, or the only thing that begins so; else the units so named. */
function useFind(open: (found: FoundView) => Promise<void>): (wanted: string) => Promise<void> {
  const navigate = useNavigate();
  const client = useQueryClient();
  return async (wanted) => {
    const found = await client.fetchQuery({ ...searchQuery(wanted), staleTime: 0 });
    const exact = found.filter((each) => each.exact);
    const [only, ...others] = exact.length > 0 ? exact : found;
    if (only !== undefined && others.length === 0) return await open(only);
    return await navigate({ to: "/units", search: { serialNumber: wanted } });
  };
}
