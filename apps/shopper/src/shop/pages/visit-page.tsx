import { Bones } from "@saunter/ui/components/notes";
import { lazy, useRoute } from "preact-iso";
import { connection } from "../events.ts";
import { theFacts } from "../facts.ts";
import { CartView } from "../parts/cart-view.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { useVisitEvents } from "../parts/use-visit-events.ts";
import { api, isOffline } from "../session.ts";
import { useKept } from "../use-kept.ts";
import { words } from "../words.ts";

const GiftCards = lazy(() => import("../parts/gift-cards.tsx").then((m) => m.GiftCards));
const OwnReceipt = lazy(() => import("../parts/own-receipt.tsx").then((m) => m.OwnReceipt));

/** A visit: the cart while it goes on, its receipt from then on, without anybody loading anything. */
export function VisitPage() {
  const { visitId } = useRoute().params as { readonly visitId: string };
  const { value, problem, reload } = useKept("cart", visitId, (signal) =>
    api.call("GET /v1/me/visits/:visitId/cart", { params: { visitId }, signal }),
  );
  useVisitEvents(visitId, reload);
  if (value === null) {
    return problem === null ? (
      <Bones lines={5} />
    ) : (
      <div class="stack">
        <Refusal problem={problem} onRetry={reload} />
        <a href="/shop/receipts">{words.texts.history.title}</a>
      </div>
    );
  }
  return value.status === "open" ? (
    <div class="stack roomy">
      {theFacts().shop.isDemonstration ? <WalkNote /> : null}
      <CartView cart={value} isLive={connection.value === "live" && !isOffline.value} />
      <GiftCards visitId={visitId} />
    </div>
  ) : (
    <OwnReceipt visitId={visitId} />
  );
}

/** Whoever has come into a demonstration by this phone is walked about in another window. */
function WalkNote() {
  const t = words.texts.demo;
  return (
    <p class="note now">
      {t.inside}{" "}
      {/* Where the shop gives no sign-in for it, as to other computers, there is no way in. */}
      {theFacts().shop.demo === null ? null : (
        <a href="/console/walk" target="saunter-walk">
          {t.walk}
        </a>
      )}
    </p>
  );
}
