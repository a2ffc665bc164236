/** The page of a receipt's link while the visit goes on. */
import { escapeHtml, isolateText } from "./escape-html.ts";
import { RECEIPT_STYLE } from "./receipt-style.ts";
import { findReceiptTexts } from "./receipt-texts.ts";

/** Of all who are in a shop, each asks again so often. */
const LOOKS_AGAIN_S = 30;

/** Without scripts, under the receipt's own policy; `locale` is BCP 47. */
export function renderWaitingPage(shopName: string, locale: string): string {
  const { language, direction, yetToCome } = findReceiptTexts(locale);
  return `<!doctype html>
<html lang="${escapeHtml(language)}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="${LOOKS_AGAIN_S}">
<title>${escapeHtml(`${yetToCome.title} – ${shopName}`)}</title>
<style>${RECEIPT_STYLE}</style>
</head>
<body>
<main>
<header>
<p class="shop">${isolateText(shopName)}</p>
<h1>${escapeHtml(yetToCome.title)}</h1>
<p class="when">${escapeHtml(yetToCome.text)}</p>
</header>
</main>
</body>
</html>
`;
}
