/** A receipt as a message: plain text, HTML for the narrow ways of mail programs, and the PDF. */

import type { Logo } from "../config/shop-brand.ts";
import { escapeHtml, isolateText } from "./escape-html.ts";
import type { MailMessage } from "./mailer.ts";
import type { AmountRow, ReceiptDocument, ReceiptLineView } from "./receipt-document.ts";

/** Of the logo within the message. */
const LOGO = "logo.png";
/** Where the shop has no colour. */
const BUTTON = "#14603f";

/** The message; `pdf` is the same receipt as `renderReceiptPdf` makes it. */
export function composeReceiptMail(document: ReceiptDocument, pdf: Uint8Array): MailMessage {
  const { mail, documentNumber } = document;
  const logo = findMailLogo(document);
  return {
    subject: mail.subject,
    text: composeText(document),
    html: composeHtml(document),
    attachment: {
      fileName: `receipt-${documentNumber ?? "draft"}.pdf`,
      contentType: "application/pdf",
      bytes: pdf,
    },
    ...(logo === null ? {} : { image: { name: LOGO, contentType: logo.type, bytes: logo.bytes } }),
  };
}

/** Mail programs show no SVG. */
function findMailLogo({ shop: { logo } }: ReceiptDocument): Logo | null {
  return logo?.type === "image/png" ? logo : null;
}

function joinNotes({ state, disputes, corrections }: ReceiptDocument): readonly string[] {
  return [...state.notes, ...disputes, ...corrections];
}

function listAllRows({ subtotals, labels, total, taxIncluded }: ReceiptDocument): AmountRow[] {
  const included = taxIncluded === null ? [] : [taxIncluded];
  return [...subtotals, { label: labels.total, amount: total }, ...included];
}

function composeText(document: ReceiptDocument): string {
  const { shop, title, state, labels, lines, payments, taxes, certainty, rights } = document;
  const write = ({ label, amount }: AmountRow): string => `${label}: ${amount}`;
  const paragraphs: readonly (readonly string[])[] = [
    [shop.name, `${title} – ${state.label}`, document.issued],
    joinNotes(document),
    [`${labels.items} (${document.currencyNote})`, ...lines.flatMap(writeLine)],
    listAllRows(document).map(write),
    payments.map(write),
    taxes.map(({ label, net, tax, gross }) =>
      [
        `${label}: ${labels.taxNet} ${net}`,
        `${labels.tax} ${tax}`,
        `${labels.taxGross} ${gross}`,
      ].join(", "),
    ),
    certainty === null ? [] : [`${labels.certainty}: ${certainty}`],
    rights,
    [`${document.mail.link}: ${document.lookupUrl}`, document.mail.attached],
    listIdentity(document),
  ];
  return paragraphs
    .filter((paragraph) => paragraph.length > 0)
    .map((paragraph) => paragraph.join("\n"))
    .join("\n\n");
}

function writeLine(line: ReceiptLineView): string[] {
  const { quantity, name, amount, adjustments, unitPrice, certainty } = line;
  const facts = unitPrice === null ? certainty : `${unitPrice} · ${certainty}`;
  return [
    `${quantity} × ${name}: ${amount}`,
    ...adjustments.map((row) => `   ${row.label}: ${row.amount}`),
    `   ${facts}`,
  ];
}

function listIdentity({ shop, labels }: ReceiptDocument): string[] {
  const { legalName, addressLines, vatNumber } = shop;
  const number = vatNumber === null ? [] : [`${labels.taxNumber} ${vatNumber}`];
  return [legalName, ...addressLines, ...number];
}

const FONT = "font-family:Avenir,'Segoe UI',Ubuntu,'Noto Sans',Helvetica,Arial,sans-serif";
const QUIET = "color:#655f52;font-size:13px";
const RULE = "border-top:1px solid #d9d3c3";

/** Mail programs drop much of what pages may have: tables and styles on each element are safe. */
function composeHtml(document: ReceiptDocument): string {
  const { language, direction, shop, title, total, state, mail, lookupUrl, rights } = document;
  const side = direction === "rtl" ? "right" : "left";
  const centred = `text-align:center;${FONT}`;
  const small = `<p style="margin:0 0 4px;${QUIET}">`;
  const accent = shop.accent?.light;
  const image =
    findMailLogo(document) === null
      ? ""
      : `<p style="margin:0 0 8px;${centred}"><img src="cid:${LOGO}" alt="" \
style="max-width:192px;max-height:64px;border:0"></p>\n`;
  const notes = joinNotes(document).map(
    (note) => `<p style="margin:0 0 6px;font-size:15px">${isolateText(note)}</p>`,
  );
  return `<!doctype html>
<html lang="${escapeHtml(language)}" dir="${direction}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(mail.subject)}</title></head>
<body style="margin:0;padding:16px;background:#e9e5da">
<div style="max-width:440px;margin:0 auto;padding:28px 22px;background:#fffdf7;color:#1c1a15;\
border-radius:12px;text-align:${side};font-size:16px;line-height:1.4;${FONT}">
${image}<p style="margin:0;font-size:20px;font-weight:600;\
${accent === undefined ? "" : `color:${accent};`}${centred}">${isolateText(shop.name)}</p>
<p style="margin:2px 0 14px;${QUIET};${centred}">${escapeHtml(title)} · ${escapeHtml(state.label)}</p>
<p style="margin:0 0 6px;font-size:44px;line-height:1.1;font-weight:700;${centred}">\
${isolateText(total)}</p>
<p style="margin:0 0 20px;${QUIET};${centred}">${escapeHtml(document.issued)}</p>
${notes.join("\n")}
${composeTable(document, side)}
<p style="margin:22px 0;${centred}"><a href="${escapeHtml(lookupUrl)}" style="display:inline-block;\
padding:12px 26px;border-radius:99px;background:${accent ?? BUTTON};color:#ffffff;font-weight:600;\
text-decoration:none">${escapeHtml(mail.link)}</a></p>
${[...rights, mail.attached].map((sentence) => `${small}${escapeHtml(sentence)}</p>`).join("\n")}
<p style="margin:18px 0 0;${QUIET}">${listIdentity(document).map(isolateText).join("<br>")}</p>
</div>
</body>
</html>
`;
}

function composeTable(document: ReceiptDocument, side: "left" | "right"): string {
  const { lines, payments, labels } = document;
  const end = side === "left" ? "right" : "left";
  const row = ({ label, amount }: AmountRow, style: string): string =>
    `<tr><th scope="row" style="text-align:${side};font-weight:inherit;padding:3px 0;${style}">\
${isolateText(label)}</th><td style="text-align:${end};white-space:nowrap;vertical-align:top;padding:3px 0;${style}">\
${isolateText(amount)}</td></tr>`;
  const items = lines.flatMap(({ quantity, name, amount, adjustments, certainty }) => [
    row({ label: `${quantity} × ${name}`, amount }, `${RULE};font-weight:600`),
    ...adjustments.map((one) => row(one, QUIET)),
    `<tr><td colspan="2" style="padding:0 0 6px;${QUIET}">${isolateText(certainty)}</td></tr>`,
  ]);
  const sums = listAllRows(document).map((one) =>
    row(one, one.label === labels.total ? "font-size:22px;font-weight:700" : ""),
  );
  return `<table style="width:100%;border-collapse:collapse">
<caption style="text-align:${side};font-weight:700;padding:8px 0">${escapeHtml(labels.items)}</caption>
${items.join("\n")}
<tr><td colspan="2" style="border-top:2px solid #1c1a15;padding:0"></td></tr>
${[...sums, ...payments.map((one) => row(one, QUIET))].join("\n")}
</table>`;
}
