/** The rows of a wire file. Only those in sight are drawn: a megabyte is as quick as a line. */
import { type RefObject, type UIEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { asRead } from "../../measure/number-format.ts";
import { WireEventText } from "./wire-event.tsx";
import { isNoise, type WireRow } from "./wire-rows.ts";

const ROW_HEIGHT = 22;
/** Drawn above and below what is seen, so that quick scrolling shows no gaps. */
const OVERSCAN = 12;

interface WireTableProps {
  readonly rows: readonly WireRow[];
  readonly label: string;
  /** Index of the entry to bring into sight and mark. */
  readonly marked: number | undefined;
  /** Stays at the newest row. */
  readonly follows: boolean;
}

/** A table that scrolls by itself, reachable by keyboard. */
export function WireTable({ rows, label, marked, follows }: WireTableProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(ROW_HEIGHT * 20);

  useHeightOf(box, setHeight);

  useEffect(() => {
    if (box.current !== null && follows) box.current.scrollTop = rows.length * ROW_HEIGHT;
  }, [rows, follows]);

  useEffect(() => {
    const at = marked === undefined ? -1 : rows.findIndex(({ index }) => index === marked);
    if (box.current === null || at === -1) return;
    box.current.scrollTop = Math.max(0, at * ROW_HEIGHT - box.current.clientHeight / 3);
  }, [marked, rows]);

  const first = Math.max(0, Math.floor(top / ROW_HEIGHT) - OVERSCAN);
  const last = Math.min(rows.length, Math.ceil((top + height) / ROW_HEIGHT) + OVERSCAN);
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows that are not in sight are not there
    <div
      ref={box}
      className="wire-table"
      role="table"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must take the keyboard
      tabIndex={0}
      onScroll={(event: UIEvent<HTMLDivElement>) => setTop(event.currentTarget.scrollTop)}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: a row is read, not used */}
      <div className="wire-row wire-head" role="row" aria-rowindex={1}>
        {(["time", "direction", "hex", "text", "decoded"] as const).map((name) => (
          // biome-ignore lint/a11y/useSemanticElements: see above
          // biome-ignore lint/a11y/useFocusableInteractive: a heading is read, not used
          <span key={name} role="columnheader" className={`wire-${name}`}>
            {name === "direction" ? (
              <span className="visually-hidden">{t("wire.direction")}</span>
            ) : (
              t(`wire.${name}`)
            )}
          </span>
        ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div role="rowgroup" className="wire-rows" style={{ height: rows.length * ROW_HEIGHT }}>
        {rows.slice(first, last).map((row) => (
          <Row key={row.place} row={row} isMarked={row.index === marked} />
        ))}
      </div>
    </div>
  );
}

const ARROWS = { rx: "◂", tx: "▸", open: "○", close: "●", gap: "⋯", none: "" } as const;

interface RowProps {
  readonly row: WireRow;
  readonly isMarked: boolean;
}

function Row({ row, isMarked }: RowProps) {
  const { t } = useTranslation();
  const { entry, place, isFirst, hex, text, event } = row;
  const { dir } = entry;
  const isMark = dir === "open" || dir === "close" || dir === "gap";
  const word = dir === "gap" ? t("wire.gap", { bytes: entry.lost }) : t(`wire.${dir}`);
  const classes = ["wire-row", `is-${dir}`];
  if (isMarked) classes.push("is-marked");
  if (isNoise(entry)) classes.push("is-noise");
  if (text === "" && event !== undefined) classes.push("is-event");
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the table
    // biome-ignore lint/a11y/useFocusableInteractive: a row is read, not used
    <div
      className={classes.join(" ")}
      role="row"
      aria-rowindex={place + 2}
      style={{ top: place * ROW_HEIGHT }}
    >
      <Cell name="time">{isFirst ? asRead(entry.t.toFixed(1)) : null}</Cell>
      <Cell name="direction">
        {isFirst ? (
          <>
            <span aria-hidden="true">{ARROWS[dir]}</span>
            {isMark ? null : <span className="visually-hidden">{word}</span>}
          </>
        ) : null}
      </Cell>
      <Cell name="hex">{isMark ? word : hex}</Cell>
      <Cell name="text">{text}</Cell>
      <Cell name="decoded">{event === undefined ? null : <WireEventText event={event} />}</Cell>
    </div>
  );
}

function Cell({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the table
    <span role="cell" className={`wire-${name}`}>
      {children}
    </span>
  );
}

/** Tells the height of the box whenever it changes. */
function useHeightOf(box: RefObject<HTMLDivElement | null>, tell: (height: number) => void): void {
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => tell(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [box, tell]);
}
