import { Bones } from "@saunter/ui/components/notes";
import { useLoaded, useReloads } from "@saunter/ui/components/use-loaded";
import { useMemo } from "preact/hooks";
import { lazy, useRoute } from "preact-iso";
import { CartView } from "../parts/cart-view.tsx";
import { DebtAtBank } from "../parts/debt-at-bank.tsx";
import { MailTo } from "../parts/mail-to.tsx";
import { ofLink } from "../parts/receipt-source.ts";
import { Refusal } from "../parts/refusal.tsx";
import { api } from "../session.ts";
import { words } from "../words.ts";

const ReceiptView = lazy(() => import("../parts/receipt-view.tsx").then((m) => m.ReceiptView));

/** How often a receipt that may still change is loaded again: a link gets no events. */
const LOOK_MS = 4000;
const CHANGING = new Set(["draft", "waiting", "contested"]);

/** A visit by the link of its receipt, without an account: the cart, and then what it came to. */
export function LinkPage() {
  const { token } = useRoute().params as { readonly token: string };
  const loaded = useLoaded(
    (signal) => api.call("GET /v1/r/:token/cart", { params: { token }, signal }),
    [token],
  );
  const { value, problem, reload } = loaded;
  const isOpen = value?.status === "open";
  useReloads(loaded, isOpen ? LOOK_MS : null);
  if (value === null) {
    return problem === null ? (
      <Bones lines={5} />
    ) : (
      <div class="stack">
        <Refusal problem={problem} onRetry={reload} />
        <a href="/shop/">{words.texts.nothingHere.text}</a>
      </div>
    );
  }
  return isOpen ? <CartView cart={value} isLive={problem === null} /> : <ByLink token={token} />;
}

function ByLink({ token }: { readonly token: string }) {
  const source = useMemo(() => ofLink(token), [token]);
  const loaded = useLoaded(source.load, [token]);
  const { value, problem, reload } = loaded;
  useReloads(loaded, value === null || CHANGING.has(value.saunter.state) ? LOOK_MS : null);
  return (
    <ReceiptView
      source={source}
      receipt={value}
      problem={problem}
      reload={reload}
      above={<OpenOfLink token={token} owedMinor={value?.saunter.owedMinor ?? 0} />}
      // A draft is no document yet, and is not sent.
      actions={(value?.documentNumber ?? null) === null ? null : <MailTo token={token} />}
    />
  );
}

interface OpenProps {
  readonly token: string;
  readonly owedMinor: number;
}

/** What is to be confirmed with a bank; all else is paid at the kiosk, with a card. */
function OpenOfLink({ token, owedMinor }: OpenProps) {
  const { value } = useLoaded(
    (signal) => api.call("GET /v1/r/:token/debt", { params: { token }, signal }),
    [token, owedMinor],
  );
  return value === null ? null : <DebtAtBank actionUrl={value.actionUrl} />;
}
