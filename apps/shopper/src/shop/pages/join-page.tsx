import { useLocation } from "preact-iso";
import { CardStep, PasskeyStep } from "../parts/join-steps.tsx";
import { customer } from "../session.ts";
import { words } from "../words.ts";
import { Hold } from "./welcome-page.tsx";

/** The set-up alone, for whoever is at the gate already. */
export function JoinPage() {
  const t = words.texts.join;
  const { route } = useLocation();
  if (typeof customer.value === "string") {
    return (
      <div class="stack roomy">
        <PasskeyStep onDone={() => route("/shop/", true)} />
      </div>
    );
  }
  return (
    <div class="stack roomy">
      <h1>{t.card}</h1>
      <p>{t.cardText}</p>
      <Hold />
      <CardStep />
      <p>
        <a href="/shop/">{words.texts.back}</a>
      </p>
    </div>
  );
}
