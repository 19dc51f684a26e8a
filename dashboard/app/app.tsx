/** The providers around every page. */
import { MantineProvider } from "@mantine/core";
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { LiveStore } from "../live/live-store.ts";
import { LiveContext } from "../live/use-live.ts";
import { ApiError } from "./api.ts";
import { preloadPages } from "./lazy-pages.ts";
import { RefreshOnReturn } from "./refresh-on-return.tsx";
import { createAppRouter } from "./router.tsx";
import { sessionQuery } from "./session.ts";
import { theme } from "./theme.ts";

const RETRIES_MAX = 3;
/** A busy line never lets the browser idle. */
const PRELOAD_LATEST_MS = 4_000;

/** The whole dashboard over a live store that somebody else starts and stops. */
export function App({ store }: { store: LiveStore }) {
  const [queries] = useState(createQueryClient);
  const [router] = useState(createAppRouter);
  useEffect(() => {
    const idle = requestIdleCallback(() => void preloadPages(), { timeout: PRELOAD_LATEST_MS });
    return () => cancelIdleCallback(idle);
  }, []);
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={queries}>
        <LiveContext value={store}>
          <RefreshOnReturn />
          <RouterProvider router={router} />
        </LiveContext>
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** The gateway is on this network: old data is shown at once and asked for again behind it. */
function createQueryClient(): QueryClient {
  const queries: QueryClient = new QueryClient({
    // A session that has ended shows at the first read: then the way in is shown.
    queryCache: new QueryCache({ onError: (error) => void askWhoWeAre(queries, error) }),
    defaultOptions: {
      queries: {
        staleTime: 1_000,
        networkMode: "always",
        retry: (count, error) => count < RETRIES_MAX && isWorthRetrying(error),
        retryDelay: 700,
      },
    },
  });
  return queries;
}

async function askWhoWeAre(queries: QueryClient, error: unknown): Promise<void> {
  if (!(error instanceof ApiError) || error.problem.code !== "access.unknown") return;
  await queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
}

function isWorthRetrying(error: unknown): boolean {
  return error instanceof ApiError && (error.problem.status === 0 || error.problem.status >= 500);
}
