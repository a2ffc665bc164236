/** How a shopper gives a card: never its number to us. */
import { useLocale } from "@saunter/ui/components/locale";
import { Bones } from "@saunter/ui/components/notes";
import { formatMoney } from "@saunter/ui/format";
import { useState } from "preact/hooks";
import { lazy } from "preact-iso";
import { theFacts } from "../facts.ts";
import { api } from "../session.ts";
import { words } from "../words.ts";
import { Form } from "./form.tsx";
import type { CardFormProps } from "./given-card.ts";

const StripeForm = lazy(() => import("./stripe-form.tsx").then((module) => module.StripeForm));

export function CardForm(props: CardFormProps) {
  const { cards } = theFacts().shop;
  switch (cards.kind) {
    case "simulator":
      return <DemoForm {...props} />;
    case "stripe":
      return <StripeForm {...props} publishableKey={cards.publishableKey} />;
    case "free":
      return <FreeForm {...props} />;
    case "none":
      return <Bones />;
    default:
      return cards satisfies never;
  }
}

/** Cards of the simulated provider: there is no field in which a real one could be typed. */
const DEMO_CARDS = [
  { name: "ok", token: "pm_sim_ok", lastFour: "4242" },
  { name: "few", token: "pm_sim_funds_2500", lastFour: "0341" },
  { name: "declined", token: "pm_sim_declined", lastFour: "0002" },
  { name: "confirm", token: "pm_sim_sca", lastFour: "3155" },
] as const;
const FEW_MINOR = 2500;
const OWN_CHARS = 8;

function DemoForm({ label, onCard, children }: CardFormProps) {
  const t = words.texts.join;
  const { locale } = useLocale();
  const { currency } = theFacts().terms;
  const [chosen, setChosen] = useState(0);
  const nameOf = (name: (typeof DEMO_CARDS)[number]["name"]): string =>
    name === "few" ? t.demoCards.few(formatMoney(FEW_MINOR, currency, locale)) : t.demoCards[name];
  const give = async (): Promise<void> => {
    const { setupId, clientSecret } = await api.call("POST /v1/card-setups");
    // Every shopper has a card of their own.
    const card = `${DEMO_CARDS[chosen]!.token}-${setupId.slice(0, OWN_CHARS)}`;
    await fetch(`/simulated-bank/card-setups/${clientSecret}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ card }),
    });
    // Whether its bank agreed, the shop asks.
    await onCard({ setupId });
  };
  const choices = DEMO_CARDS.map((card, at) => (
    <label key={card.name} class="card-choice">
      <input type="radio" name="card" checked={at === chosen} onChange={() => setChosen(at)} />
      <span>{nameOf(card.name)}</span>
      <span class="soft" dir="ltr">
        ···· {card.lastFour}
      </span>
    </label>
  ));
  return (
    <Form label={label} onSubmit={give}>
      <p class="note now">{t.simulated}</p>
      <fieldset class="cards">
        <legend class="unseen">{t.card}</legend>
        {choices[0]}
        {/* Most want the one that pays: all of them would push the button off a small screen. */}
        <details>
          <summary>{t.otherCards}</summary>
          <div class="cards">{choices.slice(1)}</div>
        </details>
      </fieldset>
      {children}
    </Form>
  );
}

/** Nothing is charged in this shop. */
function FreeForm({ label, onCard, children }: CardFormProps) {
  const give = async (): Promise<void> => {
    const { setupId } = await api.call("POST /v1/card-setups");
    await onCard({ setupId });
  };
  return (
    <Form label={label} onSubmit={give}>
      {children}
    </Form>
  );
}
