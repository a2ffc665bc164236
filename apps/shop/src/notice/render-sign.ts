/**
 * The sign at the entrance and, on a sheet of its own, the table of what is kept: one document of
 * A4, to be printed and hung up. It is made from the configuration, so that it says what is so.
 */

import { displayMoney } from "@saunter/commerce/money/money";
import type { EntryMethod } from "@saunter/protocol/entry-methods";
import { findTexts } from "../config/find-texts.ts";
import type { ShopConfig } from "../config/shop-config.ts";
import { escapeHtml, isolateText } from "../receipts/escape-html.ts";
import { drawQrPath } from "../receipts/qr-path.ts";
import type { NoticeConfig } from "./list-kept.ts";
import { findNever, makeNotice, type Notice } from "./make-notice.ts";
import { findNoticeTexts, type NoticeTexts } from "./notice-texts.ts";
import { SIGN_STYLE } from "./sign-style.ts";

export type SignConfig = NoticeConfig & Pick<ShopConfig, "shop">;

/**
 * @param pageUrl where phones open the shop
 * @param locale BCP 47; throws RangeError on what is none
 */
export function renderSign(config: SignConfig, pageUrl: string, locale: string): string {
  const texts = findNoticeTexts(locale);
  const notice = makeNotice(config, locale);
  const { name } = config.shop;
  return `<!doctype html>
<html lang="${escapeHtml(texts.language)}" dir="${texts.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(`${texts.headline.join(" ")} – ${name}`)}</title>
<style>${SIGN_STYLE}</style>
</head>
<body>
<main>
${renderSheet(config, pageUrl, texts, notice)}
${renderKept(config, texts, notice)}
</main>
</body>
</html>
`;
}

/** Strokes on a square of 24: a gate that one walks through, a hand at a shelf, a receipt. */
const STEP_ICONS = [
  "M4 3v18M20 3v18M4 6h4M16 6h4M12 9.5a2 2 0 1 0 0-4a2 2 0 0 0 0 4M12 10v5M12 15l-2.5 5M12 15l2.5 5M9 12.5h6",
  "M3 20h18M3 14h18M5.5 14v-3.5h4v3.5M14 14V9.5h3V14M3 3v17M21 3v17M12 3v4M9.5 5.5 12 8l2.5-2.5",
  "M6 2.5v19l2-1.5 2 1.5 2-1.5 2 1.5 2-1.5 2 1.5v-19l-2 1.5-2-1.5-2 1.5-2-1.5-2 1.5zM9 9h6M9 13h6",
] as const;

/** In the order in which they are offered. */
const ENTRY_METHOD_ICONS: Readonly<Record<EntryMethod, string>> = {
  card: "M3 6h18v12H3zM3 10h18M7 15h3",
  qr: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 14h2M14 18h2M18 18h2v2h-2zM18 16v0",
  passkey: "M8 15a4 4 0 1 1 3.7-5.5H21V13h-2v2h-3v-2h-4.3A4 4 0 0 1 8 15zM7.5 11h.1",
  badge: "M7 3h10v18H7zM12 9.5a2 2 0 1 0 0-4a2 2 0 0 0 0 4M9.5 14.5a2.5 2.5 0 0 1 5 0M10 18h4",
};

function renderIcon(path: string): string {
  return `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${path}"/></svg>`;
}

function renderSheet(
  { entry, shop }: SignConfig,
  pageUrl: string,
  texts: NoticeTexts,
  { sentences }: Notice,
): string {
  const ways = (Object.keys(ENTRY_METHOD_ICONS) as EntryMethod[]).filter(
    (way) => entry[way] !== null,
  );
  const steps = texts.steps.map(
    (step, at) => `<li>${renderIcon(STEP_ICONS[at]!)}${escapeHtml(step)}</li>`,
  );
  const lines = ways.map(
    (way) => `<li>${renderIcon(ENTRY_METHOD_ICONS[way])}${escapeHtml(texts.ways[way])}</li>`,
  );
  const said = sentences.map((sentence) => `<p>${escapeHtml(sentence)}</p>`);
  return `<section class="sheet">
<p class="shop">${isolateText(shop.name)}</p>
<h1>${texts.headline.map(escapeHtml).join("<br>")}</h1>
<ol class="steps">
${steps.join("\n")}
</ol>
<div class="two">
<div>
<h2>${escapeHtml(texts.waysTitle)}</h2>
<ul class="ways">
${lines.join("\n")}
</ul>
${renderHold(entry, shop, texts)}
</div>
${renderCode(pageUrl, texts)}
</div>
<div class="notice">
<h2>${escapeHtml(texts.recordedTitle)}</h2>
${said.join("\n")}
</div>
</section>`;
}

function renderHold(
  { hold }: SignConfig["entry"],
  { currency, locale }: SignConfig["shop"],
  texts: NoticeTexts,
): string {
  if (hold === null || hold.amountMinor === 0) return "";
  const amount = displayMoney({ amountMinor: hold.amountMinor, currency }, texts.language);
  const own = { language: locale, text: hold.releaseText };
  const { language, text } = findTexts([own, ...hold.releaseTexts], texts.language);
  const release = `<bdi lang="${escapeHtml(language)}">${escapeHtml(text)}</bdi>`;
  return `<p class="hold">${isolateText(texts.held(amount))} ${release}</p>`;
}

function renderCode(pageUrl: string, { scan }: NoticeTexts): string {
  const { path, sizeModules } = drawQrPath(pageUrl);
  return `<a class="code" href="${escapeHtml(pageUrl)}">\
<svg viewBox="0 0 ${sizeModules} ${sizeModules}" shape-rendering="crispEdges" aria-hidden="true">\
<path fill="#000" d="${path}"/></svg><span>${escapeHtml(scan)}</span>\
<span class="small">${isolateText(pageUrl.replace(/^https?:\/\//, ""))}</span></a>`;
}

function renderKept(config: SignConfig, texts: NoticeTexts, { kept }: Notice): string {
  const { shop } = config;
  const [what, why, until] = texts.columns;
  const rows = kept.map(
    (row) =>
      `<tr><th scope="row">${escapeHtml(row.what)}</th><td>${escapeHtml(row.why)}</td>\
<td>${escapeHtml(row.until)}</td></tr>`,
  );
  return `<section class="sheet">
<p class="shop">${isolateText(shop.name)}</p>
<table>
<caption>${escapeHtml(texts.keptTitle)}</caption>
<thead><tr><th scope="col">${escapeHtml(what)}</th><th scope="col">${escapeHtml(why)}</th>\
<th scope="col">${escapeHtml(until)}</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>
<p>${escapeHtml(findNever(config, texts))}</p>
<p class="small">${isolateText(texts.askUs(shop.legalName))}<br>${isolateText(
    shop.addressLines.join(", "),
  )}</p>
</section>`;
}
