import { Icon } from "@saunter/ui/components/icon";
import type { IconNode } from "lucide";
import { CreditCard, Hash, QrCode } from "lucide";
import { goTo, type Step } from "../step.ts";
import { words } from "../words.ts";

const WAYS: readonly (readonly [at: "card" | "digits" | "code", icon: IconNode])[] = [
  ["card", CreditCard],
  ["digits", Hash],
  ["code", QrCode],
];

/** How somebody finds their receipt. */
export function StartScreen() {
  const texts = words.texts.start;
  return (
    <div class="kiosk-start">
      <div class="stack tight">
        <h1>{texts.title}</h1>
        <p class="soft">{texts.text}</p>
      </div>
      <div class="kiosk-ways">
        {WAYS.map(([at, icon]) => (
          <button type="button" key={at} class="kiosk-way" onClick={() => goTo({ at } as Step)}>
            <Icon node={icon} size={40} />
            <strong>{texts[at]}</strong>
            <span class="soft">{texts[`${at}Text`]}</span>
          </button>
        ))}
      </div>
    </div>
  );
}
