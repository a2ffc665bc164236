import { singleKeys } from "@saunter/ui/single-keys";
import { words } from "../words.ts";

/** Whether letters and digits act by themselves. */
export function KeysSwitch() {
  const t = words.texts.shortcuts;
  return (
    <div class="stack tight">
      <button
        type="button"
        class="button keys-switch"
        role="switch"
        aria-checked={singleKeys.value}
        aria-describedby="keys-hint"
        onClick={() => {
          singleKeys.value = !singleKeys.value;
        }}
      >
        <span class="switch" aria-hidden="true" />
        {t.single}
      </button>
      <span class="hint" id="keys-hint">
        {t.singleHint}
      </span>
    </div>
  );
}
