import { state } from "../session.ts";
import { words } from "../words.ts";

/** What is wrong with the scale, and what to do; nothing while it works, also in a cart that rolls. */
export function ScaleNote() {
  const { status } = state.value!.scale;
  const texts = words.texts.scale;
  return (
    <div role="status">
      {status === "ready" || status === "settling" ? null : (
        <div class="note warning">
          <strong>{texts[status]}</strong>
          <p>
            {status === "saturated"
              ? texts.lighter
              : status === "negative"
                ? texts.lift
                : texts.carryOn}
          </p>
        </div>
      )}
    </div>
  );
}
