/** Stripe's own field for a card, in a frame of Stripe's: its number is never in this page. */
import { type KnownCode, Problem, toProblem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../session.ts";
import { words } from "../words.ts";
import { Form } from "./form.tsx";
import type { CardFormProps } from "./given-card.ts";
import { Refusal } from "./refusal.tsx";

const SCRIPT = "https://js.stripe.com/v3/";

/** Of Stripe.js, what is used here (https://docs.stripe.com/js). */
interface StripeField {
  mount(element: HTMLElement): void;
  on(event: "ready", handler: () => void): void;
  focus(): void;
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
    readonly paymentMethod?: { readonly id: string };
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

/**
 * Nothing is asked of Stripe before somebody wants to type: until then a button stands in the place
 * of its field.
 */
export function StripeForm({
  publishableKey,
  label,
  onCard,
  children,
}: CardFormProps & { readonly publishableKey: string }) {
  const place = useRef<HTMLDivElement>(null);
  const opening = useRef<Promise<Opened> | null>(null);
  const [state, setState] = useState<"closed" | "opening" | "open">("closed");
  const [problem, setProblem] = useState<Problem | null>(null);
  const { language } = words.choice.value!;
  useEffect(
    () => () => {
      // In another language it is another field.
      void opening.current?.then(({ field }) => field.destroy()).catch(toProblem);
      opening.current = null;
      setState("closed");
    },
    [publishableKey, language],
  );
  const open = async (): Promise<Opened> => {
    setProblem(null);
    setState("opening");
    opening.current ??= openField(publishableKey, language);
    try {
      const opened = await opening.current;
      if (place.current !== null) opened.field.mount(place.current);
      setState("open");
      return opened;
    } catch {
      opening.current = null;
      setState("closed");
      throw refuse("no-connection", "");
    }
  };
  const submit = async (): Promise<void> => {
    // There is a card to be typed first.
    if (state !== "open") return void (await open());
    await onCard(await keepCard(await opening.current!));
  };
  return (
    <Form label={label} onSubmit={submit}>
      {state === "closed" ? (
        <Button class="wide" onPress={open} onProblem={setProblem}>
          {words.texts.join.typeIn}
        </Button>
      ) : null}
      <div class="input card-field" hidden={state === "closed"} ref={place} />
      <Refusal problem={problem} />
      {children}
    </Form>
  );
}

/** The field takes the keyboard when it is there: whoever has opened it wants to type. */
async function openField(publishableKey: string, language: string): Promise<Opened> {
  await loadScript();
  const stripe = window.Stripe!(publishableKey, { locale: language });
  const field = stripe.elements({ locale: language }).create("card", { disableLink: true });
  field.on("ready", () => field.focus());
  return { stripe, field };
}

/** Stripe keeps the card for charges when nobody is there. */
async function keepCard({ stripe, field }: Opened) {
  const made = await stripe.createPaymentMethod({ type: "card", card: field });
  if (made.paymentMethod === undefined) throw refuseCard(made.error);
  const { id } = made.paymentMethod;
  const { setupId, clientSecret } = await api.call("POST /v1/card-setups");
  const { error } = await stripe.confirmCardSetup(clientSecret, { payment_method: id });
  if (error !== undefined) throw refuseCard(error);
  return { setupId };
}

/** Stripe words its errors in the language that it was given. */
function refuseCard(error: StripeError | undefined): Problem {
  return refuse("entry-card-refused", error?.message ?? "");
}

function refuse(code: KnownCode, detail: string): Problem {
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
