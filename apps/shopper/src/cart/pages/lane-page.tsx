import { Button } from "@saunter/ui/components/button";
import { BillTotal } from "../parts/bill.tsx";
import { Question } from "../parts/question.tsx";
import { ScaleNote } from "../parts/scale-note.tsx";
import { sendAct, state } from "../session.ts";
import { words } from "../words.ts";

/** What is left to do before the trip ends. */
export function LanePage() {
  const { trip, check, ageCheck, payment, lines, question } = state.value!;
  const texts = words.texts.lane;
  const isAtLane = trip?.laneId != null;
  const mayEnd = check.kind === "none" && ageCheck !== "needed" && ageCheck !== "refused";
  return (
    <main class="cart-lane" id="page" tabIndex={-1}>
      <div class="cart-page stack">
        <h1>{isAtLane ? texts.title : texts.find}</h1>
        <Question />
        <ScaleNote />
        <div role="status">
          <ul class="cart-steps">
            {/* What staff do depends on the answer. */}
            {question === null ? <li>{texts[check.kind]}</li> : null}
            {ageCheck === "needed" ? <li>{texts.age}</li> : null}
            {ageCheck === "refused" ? <li>{texts.ageRefused}</li> : null}
            <li>{trip?.payer === "known" ? texts.payer : texts.show}</li>
            {payment?.status === "failed" ? <li class="wrong">{texts.failed}</li> : null}
          </ul>
        </div>
      </div>
      <section class="cart-bill" aria-label={words.texts.cart.total}>
        <BillTotal />
        <Button
          kind="main"
          class="wide"
          disabled={!mayEnd}
          onPress={() => sendAct({ kind: "end" })}
        >
          {lines.length === 0 ? texts.leave : texts.end}
        </Button>
        <Button class="wide" onPress={() => sendAct({ kind: "keep-shopping" })}>
          {texts.keep}
        </Button>
      </section>
    </main>
  );
}
