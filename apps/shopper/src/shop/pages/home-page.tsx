import { Bones } from "@saunter/ui/components/notes";
import { useEffect } from "preact/hooks";
import { lazy, useLocation } from "preact-iso";
import { customer } from "../session.ts";
import { visitOfNow } from "../visits.ts";
import { WelcomePage } from "./welcome-page.tsx";

const Enter = lazy(() => import("./enter-page.tsx").then((module) => module.EnterPage));

/** Whoever is a stranger is welcomed; who is inside sees their cart; all others the code for the gate. */
export function HomePage() {
  const { route } = useLocation();
  const inside = visitOfNow.value;
  const isSignedIn = typeof customer.value === "string";
  useEffect(() => {
    if (isSignedIn && inside) route(`/shop/visits/${inside.visitId}`, true);
  }, [isSignedIn, inside]);
  if (!isSignedIn) return <WelcomePage />;
  if (inside === undefined || inside !== null) return <Bones lines={4} />;
  return <Enter />;
}
