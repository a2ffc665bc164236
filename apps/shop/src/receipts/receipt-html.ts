/** A receipt as one page without scripts and without anything to fetch: for a phone, and paper. */
import { escapeHtml, isolateText } from "./escape-html.ts";
import { drawQrPath } from "./qr-path.ts";
import {
  type AmountRow,
  keepUnits,
  type ReceiptDocument,
  type ReceiptLineView,
} from "./receipt-document.ts";
import { renderReceiptPage } from "./receipt-page.ts";

/** A total of more characters is set smaller, to stay on one line of a phone. */
const TOTAL_CHARS_MAX = 9;

/** The page; it needs no more than `makeReceiptPolicy` allows. */
export function renderReceiptHtml(document: ReceiptDocument): string {
  const { language, direction, title, shop } = document;
  const parts = [
    renderHeader(document),
    renderNotes(document),
    renderItems(document),
    renderSums(document),
    renderPayments(document),
    renderTaxes(document),
    ...renderStatements(document),
    renderFiscalCode(document),
    renderCode(document),
    renderFooter(document),
  ];
  const body = parts.filter((part) => part !== "").join("\n");
  return renderReceiptPage({
    language,
    direction,
    title,
    shopName: shop.name,
    accent: shop.accent,
    body,
  });
}

function renderHeader({
  shop,
  title,
  total,
  labels,
  state,
  issuedMs,
  issued,
  visit,
}: ReceiptDocument) {
  const size = total.length > TOTAL_CHARS_MAX ? "due long" : "due";
  return `<header>
${renderLogo(shop)}<p class="shop">${isolateText(shop.name)}</p>
<h1>${escapeHtml(title)}</h1>
<p class="${size}" aria-label="${escapeHtml(`${labels.total}: ${total}`)}">${isolateText(total)}</p>
<p class="state ${state.kind}">${escapeHtml(state.label)}</p>
<p class="when"><time datetime="${new Date(issuedMs).toISOString()}">${escapeHtml(issued)}</time>\
<span>${escapeHtml(visit)}</span></p>
</header>`;
}

/** Within the page: it fetches nothing. The name stands below it. */
function renderLogo({ logo }: ReceiptDocument["shop"]): string {
  if (logo === null) return "";
  const content = Buffer.from(logo.bytes).toString("base64");
  return `<img class="logo" alt="" src="data:${logo.type};base64,${content}">\n`;
}

/** What has happened to the receipt, or still will. */
function renderNotes({ state, disputes, corrections }: ReceiptDocument): string {
  const notes = [...state.notes, ...disputes, ...corrections];
  if (notes.length === 0) return "";
  const isUrgent = state.kind === "waiting" || state.kind === "contested";
  const items = notes.map((note) => `<li>${isolateText(note)}</li>`).join("\n");
  return `<ul class="notes${isUrgent ? "" : " plain"}" role="list">\n${items}\n</ul>`;
}

function renderItems({ labels, lines, currencyNote }: ReceiptDocument): string {
  const body =
    lines.length === 0 ? renderNothing(labels.nothing) : lines.map(renderLine).join("\n");
  return `<table class="items">
<caption>${escapeHtml(labels.items)} <span class="small">${escapeHtml(currencyNote)}</span></caption>
<thead class="unseen"><tr><th scope="col">${escapeHtml(labels.quantity)}</th>\
<th scope="col">${escapeHtml(labels.item)}</th>\
<th scope="col">${escapeHtml(labels.amount)}</th></tr></thead>
${body}
</table>`;
}

function renderNothing(nothing: string): string {
  return `<tbody><tr><td class="count"></td><td colspan="2">${escapeHtml(nothing)}</td></tr></tbody>`;
}

function renderLine(line: ReceiptLineView): string {
  const { quantity, name, amount, unitPrice, certainty, isUncertain, adjustments } = line;
  const price = unitPrice === null ? "" : `<span class="small">${escapeHtml(unitPrice)}</span>`;
  const certaintyClass = isUncertain ? "small warning" : "small";
  return `<tbody>
<tr><td class="count">${escapeHtml(quantity)} ×</td>\
<th scope="rowgroup" class="name">${isolateText(keepUnits(name))}</th>\
<td class="number">${isolateText(amount)}</td></tr>
${adjustments.map((row) => `<tr class="sub"><td></td>${renderAmount(row)}</tr>\n`).join("")}\
<tr><td></td><td colspan="2">${price}<span class="${certaintyClass}">${isolateText(certainty)}</span></td></tr>
</tbody>`;
}

function renderAmount({ label, amount }: AmountRow): string {
  return `<th scope="row">${isolateText(label)}</th><td class="number">${isolateText(amount)}</td>`;
}

function renderSums({ labels, subtotals, total, taxIncluded }: ReceiptDocument): string {
  const rows = subtotals.map((row) => `<tr>${renderAmount(row)}</tr>\n`).join("");
  const included =
    taxIncluded === null ? "" : `\n<tr class="included">${renderAmount(taxIncluded)}</tr>`;
  return `<table class="sums" aria-label="${escapeHtml(labels.total)}">
<tbody>
${rows}<tr class="total">${renderAmount({ label: labels.total, amount: total })}</tr>${included}
</tbody>
</table>`;
}

function renderPayments({ labels, payments }: ReceiptDocument): string {
  if (payments.length === 0) return "";
  const rows = payments.map(
    ({ kind, label, amount }) =>
      `<div class="${kind}"><dt>${isolateText(label)}</dt><dd>${isolateText(amount)}</dd></div>`,
  );
  return `<section>\n<h2>${escapeHtml(labels.payment)}</h2>\n<dl>\n${rows.join("\n")}\n</dl>\n</section>`;
}

function renderTaxes({ labels, taxes }: ReceiptDocument): string {
  if (taxes.length === 0) return "";
  const heads = [labels.taxNet, labels.tax, labels.taxGross].map(
    (label) => `<th scope="col" class="number">${escapeHtml(label)}</th>`,
  );
  const rows = taxes.map(({ label, net, tax, gross }) => {
    const cells = [net, tax, gross].map(
      (amount) => `<td class="number">${isolateText(amount)}</td>`,
    );
    return `<tr><th scope="row">${isolateText(label)}</th>${cells.join("")}</tr>`;
  });
  return `<table class="taxes">
<caption>${escapeHtml(labels.taxes)}</caption>
<thead><tr><th scope="col">${escapeHtml(labels.taxKind)}</th>${heads.join("")}</tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>`;
}

function renderStatements({ labels, certainty, fiscal, rights }: ReceiptDocument): string[] {
  const statements: readonly (readonly [string, readonly string[]])[] = [
    [labels.certainty, certainty === null ? [] : [certainty]],
    [labels.fiscal, fiscal],
    [labels.rights, rights],
  ];
  return statements
    .filter(([, sentences]) => sentences.length > 0)
    .map(([heading, sentences]) => {
      const said = sentences.map((sentence) => `<p>${escapeHtml(sentence)}</p>`).join("\n");
      return `<section class="said">\n<h2>${escapeHtml(heading)}</h2>\n${said}\n</section>`;
    });
}

function renderFiscalCode({ fiscalCode, labels }: ReceiptDocument): string {
  return fiscalCode === null
    ? ""
    : `<p class="code">${drawCode(fiscalCode)}<span><b>${escapeHtml(labels.fiscal)}</b></span></p>`;
}

function renderCode({ labels, lookupUrl }: ReceiptDocument): string {
  return `<a class="code" href="${escapeHtml(lookupUrl)}" rel="noreferrer">${drawCode(lookupUrl)}
<span><b>${escapeHtml(labels.online)}</b>${escapeHtml(labels.scan)}</span></a>`;
}

function drawCode(text: string): string {
  const { path, sizeModules } = drawQrPath(text);
  return `<svg viewBox="0 0 ${sizeModules} ${sizeModules}" shape-rendering="crispEdges" aria-hidden="true">\
<path fill="#fff" d="M0 0h${sizeModules}v${sizeModules}H0z"/><path fill="#000" d="${path}"/></svg>`;
}

function renderFooter({ shop, labels }: ReceiptDocument): string {
  const { legalName, addressLines, vatNumber } = shop;
  const number =
    vatNumber === null ? [] : [`${escapeHtml(labels.taxNumber)} ${isolateText(vatNumber)}`];
  const rows = [legalName, ...addressLines].map(isolateText);
  return `<footer>${[...rows, ...number].join("<br>\n")}</footer>`;
}
