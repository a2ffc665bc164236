/** Stripe's own field for a card, in a frame of Stripe's: its number is never in this page. */
import { Bones } from "@saunter/ui/components/notes";
import { Problem } from "@saunter/ui/problem";
import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../session.ts";
import { words } from "../words.ts";
import { Form } from "./form.tsx";
import type { CardFormProps } from "./given-card.ts";

const SCRIPT = "https://js.stripe.com/v3/";

/** Of Stripe.js, what is used here (https://docs.stripe.com/js). */
interface StripeField {
  mount(element: HTMLElement): void;
  destroy(): void;
}

interface StripeError {
  readonly code?: string;
  readonly message?: string;
}

interface Stripe {
  elements(options: { readonly locale: string }): {
    create(kind: "card", options: { readonly disableLink: boolean }): StripeField;
  };
  createPaymentMethod(options: { readonly type: "card"; readonly card: StripeField }): Promise<{
    readonly paymentMethod?: { readonly id: string; readonly card: { readonly last4: string } };
    readonly error?: StripeError;
  }>;
  confirmCardSetup(
    clientSecret: string,
    options: { readonly payment_method: string },
  ): Promise<{ readonly error?: StripeError }>;
}

declare global {
  interface Window {
    Stripe?: (publishableKey: string, options: { readonly locale: string }) => Stripe;
  }
}

interface Opened {
  readonly stripe: Stripe;
  readonly field: StripeField;
}

export function StripeForm({
  publishableKey,
  label,
  onCard,
  children,
}: CardFormProps & { readonly publishableKey: string }) {
  const place = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<Opened | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { language } = words.choice.value!;
  useEffect(() => {
    const state: { opened: Opened | null; isGone: boolean } = { opened: null, isGone: false };
    const open = async (): Promise<void> => {
      await loadScript();
      if (state.isGone) return;
      const stripe = window.Stripe!(publishableKey, { locale: language });
      const field = stripe.elements({ locale: language }).create("card", { disableLink: true });
      field.mount(place.current!);
      state.opened = { stripe, field };
      setOpened(state.opened);
    };
    open().catch(() => setProblem(refuse("no-connection", "")));
    return () => {
      state.isGone = true;
      state.opened?.field.destroy();
    };
  }, [publishableKey, language]);
  return (
    <Form
      label={label}
      onSubmit={async () => {
        if (problem !== null) throw problem;
        if (opened !== null) await onCard(await keepCard(opened));
      }}
    >
      <div class="input card-field" ref={place} />
      {opened === null ? <Bones lines={1} /> : null}
      {children}
    </Form>
  );
}

/** Stripe keeps the card for charges when nobody is there. */
async function keepCard({ stripe, field }: Opened) {
  const made = await stripe.createPaymentMethod({ type: "card", card: field });
  if (made.paymentMethod === undefined) throw refuseCard(made.error);
  const { id, card } = made.paymentMethod;
  const { clientSecret, customer } = await api.call("POST /v1/card-setups");
  const { error } = await stripe.confirmCardSetup(clientSecret, { payment_method: id });
  if (error !== undefined) throw refuseCard(error);
  return { token: `${customer}/${id}`, lastFour: card.last4 };
}

/** Stripe words its errors in the language that it was given. */
function refuseCard(error: StripeError | undefined): Problem {
  return refuse("entry-card-refused", error?.message ?? "");
}

function refuse(code: string, detail: string): Problem {
  return new Problem({ code, title: code, detail, advice: "", status: 0 });
}

function loadScript(): Promise<void> {
  if (window.Stripe !== undefined) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = SCRIPT;
    script.onload = () => resolve();
    script.onerror = () => reject(new TypeError("the provider's script did not come"));
    document.head.append(script);
  });
}
