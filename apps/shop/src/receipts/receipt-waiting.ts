/** The page of a receipt's link while the visit goes on. */
import { escapeHtml, isolateText } from "./escape-html.ts";
import { renderReceiptPage } from "./receipt-page.ts";
import { findReceiptTexts } from "./receipt-texts.ts";

/** How often each of the people in a shop asks again. */
const LOOKS_AGAIN_S = 30;

/** Without scripts, under the receipt's own policy; `locale` is BCP 47. */
export function renderWaitingPage(shopName: string, locale: string): string {
  const { language, direction, yetToCome } = findReceiptTexts(locale);
  return renderReceiptPage({
    language,
    direction,
    title: yetToCome.title,
    shopName,
    accent: null,
    refreshS: LOOKS_AGAIN_S,
    body: `<header>
<p class="shop">${isolateText(shopName)}</p>
<h1>${escapeHtml(yetToCome.title)}</h1>
<p class="when">${escapeHtml(yetToCome.text)}</p>
</header>`,
  });
}
