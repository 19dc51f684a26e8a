/** Nobody known sees the way in instead of a page, at its address: after it, the page is there. */
import { useLocation } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import { useSession } from "./session.ts";

const SignInPage = lazy(async () => ({
  default: (await import("../pages/sign-in/sign-in-page.tsx")).SignInPage,
}));

/** The children, unless the gateway wants to know first who asks. */
export function Guard({ children }: { children: ReactNode }) {
  const session = useSession();
  const { pathname } = useLocation();
  if (session?.kind !== "nobody" || pathname === "/setup") return children;
  return (
    <Suspense fallback={null}>
      <SignInPage />
    </Suspense>
  );
}
