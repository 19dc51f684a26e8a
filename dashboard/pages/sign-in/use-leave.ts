/** Away from the sign-in page, once somebody is known. */
import { useCanGoBack, useLocation, useNavigate, useRouter } from "@tanstack/react-router";

/**
 * Back to the page that one came from, such as a station's. Where it stood in place of another
 * page, that one is there already.
 */
export function useLeave(): () => void {
  const navigate = useNavigate();
  const { history } = useRouter();
  const canGoBack = useCanGoBack();
  const { pathname } = useLocation();
  return () => {
    if (pathname !== "/sign-in") return;
    if (canGoBack) history.back();
    else void navigate({ to: "/" });
  };
}
