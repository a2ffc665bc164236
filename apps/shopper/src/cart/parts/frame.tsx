import type { CartFaultCode, ScreenState } from "@saunter/protocol/smart-cart/screen";
import { LanguageChoice } from "@saunter/ui/components/language-choice";
import { useLocale } from "@saunter/ui/components/locale";
import type { ComponentChildren } from "preact";
import { isLost, sendAct, state } from "../session.ts";
import { findPage } from "../tab.ts";
import { words } from "../words.ts";
import { HelpButton } from "./help-button.tsx";
import { Notice } from "./notice.tsx";

/** What is at the edge of each page: who is not reachable, the cart's number, its battery, help (beside the bill, there is one). */
export function Frame({ children }: { readonly children: ComponentChildren }) {
  const now = state.value;
  const { texts } = words;
  return (
    <div class="cart-frame">
      <div role="status" aria-live="polite">
        {isLost.value ? <p class="cart-bar wrong">{texts.lost}</p> : null}
        {now !== null && !now.shop.isOnline ? (
          <p class="cart-bar warning">{texts.offline}</p>
        ) : null}
        {now === null
          ? null
          : listWarnings(now).map((text) => (
              <p class="cart-bar warning" key={text}>
                {text}
              </p>
            ))}
        {now?.messages.map(({ messageId, text }) => (
          <p class="cart-bar staff" key={messageId}>
            <strong>{texts.help.message}</strong> {text}
          </p>
        ))}
      </div>
      <Notice />
      {children}
      {now === null ? null : (
        <footer class="cart-foot">
          <CartNumber />
          <LanguageChoice
            label={texts.language}
            language={words.choice.value!.language}
            onChoice={(language) => void sendAct({ kind: "set-language", language })}
          />
          {findPage(now) === "shopping" ? null : <HelpButton />}
        </footer>
      )}
    </div>
  );
}

/** A scale's faults are told where its weight is. */
function listWarnings({ battery, faults }: ScreenState): string[] {
  const { texts } = words;
  const codes = faults.map(({ code }) => code).filter((code) => code in texts.faults);
  const told = codes.flatMap((code) => texts.faults[code as CartFaultCode] ?? []);
  const isLow = battery?.isLow === true && !codes.includes("battery-dying");
  return isLow ? [...told, texts.batteryLow] : told;
}

function CartNumber() {
  const { cartId, battery } = state.value!;
  const { locale } = useLocale();
  const percent = new Intl.NumberFormat(locale, { style: "percent" });
  return (
    <p class="cart-number soft">
      <span>{words.texts.cartNumber(cartId)}</span>
      {battery === null ? null : <span>{words.texts.battery(percent.format(battery.share))}</span>}
    </p>
  );
}
