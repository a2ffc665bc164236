import { state } from "../session.ts";
import { words } from "../words.ts";

/** The shop does not take this cart: whoever holds it finds out here, and not at the lane. */
export function RefusedPage() {
  const { refusal } = state.value!;
  const texts = words.texts.refused;
  return (
    <main class="cart-alone stack" id="page" tabIndex={-1}>
      <h1>{texts.title}</h1>
      <p class="cart-lead">{texts.text}</p>
      {refusal === null ? null : <p class="soft">{texts.reasons[refusal]}</p>}
    </main>
  );
}
