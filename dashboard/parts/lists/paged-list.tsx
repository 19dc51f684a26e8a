/** A list that comes page by page: what is there, and a button for what follows. */
import { Button } from "@mantine/core";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { QueryView } from "../query-view.tsx";

interface PagedListProps<Item> {
  readonly query: UseInfiniteQueryResult<InfiniteData<{ readonly items: readonly Item[] }>>;
  /** What is read, for the words shown meanwhile. */
  readonly what: string;
  readonly children: (items: readonly Item[]) => ReactNode;
}

/** Everything that was read; nothing is left out without a word. */
export function PagedList<Item>({ query, what, children }: PagedListProps<Item>) {
  const { t } = useTranslation();
  const more = query.hasNextPage ? (
    <div className="section-body">
      <Button
        variant="default"
        disabled={query.isFetchingNextPage}
        onClick={() => void query.fetchNextPage()}
      >
        {t("compliance.more")}
      </Button>
    </div>
  ) : null;
  return (
    <QueryView query={query} what={what}>
      {({ pages }) => (
        <>
          {children(pages.flatMap(({ items }) => items))}
          {more}
        </>
      )}
    </QueryView>
  );
}
