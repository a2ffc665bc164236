import { Bones } from "@saunter/ui/components/notes";
import { focusPage } from "@saunter/ui/focus-page";
import { useEffect, useState } from "preact/hooks";
import { lazy, useLocation } from "preact-iso";
import { PasskeyStep } from "../parts/join-steps.tsx";
import { customer } from "../session.ts";
import { visitOfNow } from "../visits.ts";
import { WelcomePage } from "./welcome-page.tsx";

const Enter = lazy(() => import("./enter-page.tsx").then((module) => module.EnterPage));

/**
 * Whoever is a stranger is welcomed, and asked for a passkey once their card is kept; who is inside
 * sees their cart; all others the code for the gate.
 */
export function HomePage() {
  const { route } = useLocation();
  const inside = visitOfNow.value;
  const isSignedIn = typeof customer.value === "string";
  useEffect(() => {
    if (isSignedIn && inside) route(`/shop/visits/${inside.visitId}`, true);
  }, [isSignedIn, inside]);
  const [isNew, setNew] = useState(false);
  useEffect(() => {
    // The button that was pressed is gone: screen readers read the next step.
    if (isNew && isSignedIn) focusPage();
  }, [isNew, isSignedIn]);
  if (!isSignedIn) return <WelcomePage onKept={() => setNew(true)} />;
  if (isNew) {
    return (
      <div class="stack roomy">
        <PasskeyStep onDone={() => setNew(false)} />
      </div>
    );
  }
  if (inside === undefined || inside !== null) return <Bones lines={4} />;
  return <Enter />;
}
