/** Raw bytes as a person reads them: hexadecimal, text and meaning side by side, with search. */
import { Button, TextInput } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyNote } from "../notice.tsx";
import { TimeText } from "../time-text.tsx";
import { useNarrow } from "./use-narrow.ts";
import {
  findEntries,
  findNoise,
  nextHit,
  readWireText,
  type WireEntry,
  wireRows,
} from "./wire-rows.ts";
import { WireTable } from "./wire-table.tsx";
import "./wire.css";

interface WireViewProps {
  /** A wire file. */
  readonly content: string;
  /** Where the whole file is. */
  readonly href: string;
  /** Stays at the newest bytes until something is searched. */
  readonly follows?: boolean;
  /** Something was searched and found. */
  readonly onFind?: () => void;
}

const BYTES_WIDE = 16;
const BYTES_NARROW = 8;

/** The bytes with their tools. */
export function WireView({ content, href, follows = false, onFind }: WireViewProps) {
  const { t } = useTranslation();
  const { header, entries } = useMemo(() => readWireText(content), [content]);
  const isNarrow = useNarrow();
  const bytesPerRow = isNarrow ? BYTES_NARROW : BYTES_WIDE;
  const rows = useMemo(
    () => wireRows(entries, { bytesPerRow, beside: !isNarrow }),
    [entries, bytesPerRow, isNarrow],
  );
  const [marked, setMarked] = useState<number>();
  const mark = (index: number | undefined) => {
    setMarked(index);
    if (index !== undefined) onFind?.();
  };
  if (entries.length === 0) {
    return (
      <div className="section-body">
        <EmptyNote title={t("wire.empty")} hint={t("wire.emptyHint")} />
      </div>
    );
  }
  return (
    <div className="wire">
      <p className="wire-start">
        {t("wire.start")} <TimeText at={header.startedAt} detail="millis" />
      </p>
      <WireTools entries={entries} marked={marked} onMark={mark} href={href} />
      <WireTable
        rows={rows}
        label={t("wire.table", { port: header.port })}
        marked={marked}
        follows={follows && marked === undefined}
      />
    </div>
  );
}

interface WireToolsProps {
  readonly entries: readonly WireEntry[];
  readonly marked: number | undefined;
  readonly onMark: (index: number | undefined) => void;
  readonly href: string;
}

function WireTools({ entries, marked = -1, onMark, href }: WireToolsProps) {
  const { t } = useTranslation();
  const [query, setQuery] = useState("");
  const hits = useMemo(() => findEntries(entries, query), [entries, query]);
  const noise = useMemo(() => findNoise(entries), [entries]);
  const search = (text: string) => {
    setQuery(text);
    onMark(findEntries(entries, text)[0]);
  };
  const go = (list: readonly number[], step: 1 | -1) => onMark(nextHit(list, marked, step));
  const at = hits.indexOf(marked) + 1;
  return (
    <form
      className="wire-tools"
      onSubmit={(event) => {
        event.preventDefault();
        go(hits, 1);
      }}
    >
      <TextInput
        type="search"
        aria-label={t("wire.search")}
        placeholder={t("wire.searchHint")}
        value={query}
        onChange={(event) => search(event.target.value)}
      />
      {query.trim() === "" ? null : (
        <>
          <span className="wire-hits" role="status">
            {hits.length === 0 ? t("wire.noHits") : t("wire.hits", { at, count: hits.length })}
          </span>
          <Button variant="default" disabled={hits.length === 0} onClick={() => go(hits, -1)}>
            {t("wire.previous")}
          </Button>
          <Button variant="default" type="submit" disabled={hits.length === 0}>
            {t("wire.next")}
          </Button>
        </>
      )}
      <span className="wire-hits">
        {noise.length === 0 ? t("wire.noise_zero") : t("wire.noise", { count: noise.length })}
      </span>
      {noise.length === 0 ? null : (
        <Button variant="default" onClick={() => go(noise, 1)}>
          {t("wire.nextNoise")}
        </Button>
      )}
      <a className="wire-download" href={href} download title={t("wire.downloadHint")}>
        {t("wire.download")}
      </a>
    </form>
  );
}
