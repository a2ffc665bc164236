import { createHash } from "node:crypto";
import type { Accent } from "@saunter/protocol/brand";
import { formatPolicy } from "@saunter/server/http/format-policy";

/**
 * The one style of a receipt's page. Sides are logical, so that it also reads from right to left.
 * Contrast of text against paper is at least 4.5 : 1 in both schemes (WCAG 2.2, 1.4.3).
 */
export const RECEIPT_STYLE = `
:root {
  color-scheme: light dark;
  --page: #e9e5da; --paper: #fffdf7; --ink: #1c1a15; --quiet: #655f52; --rule: #d9d3c3;
  --sure: #14603f; --wait: #8a4b00; --calm: #2b4f7f; --plate: #f4efe2;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #100f0c; --paper: #1d1b17; --ink: #f3efe5; --quiet: #aba391; --rule: #3b372e;
    --sure: #86d3ae; --wait: #f0b267; --calm: #a4c4ee; --plate: #28251f;
  }
  .logo { padding: 6px; border-radius: 6px; background: #fff; }
}
* { box-sizing: border-box; margin: 0; }
body {
  background: var(--page); color: var(--ink);
  font: 1rem/1.45 "Avenir Next", Avenir, Seravek, "Segoe UI Variable Text", "Segoe UI", Ubuntu,
    Cantarell, "Noto Sans", "Noto Sans Arabic", sans-serif;
  font-variant-numeric: lining-nums tabular-nums;
  -webkit-text-size-adjust: 100%;
  padding: 12px 10px 28px;
}
main {
  max-width: 27rem; margin: 0 auto; padding: 26px 22px 34px; background: var(--paper);
  border-radius: 14px 14px 0 0;
  --bite: radial-gradient(circle 5px at 7px 100%, #0000 98%, #000) repeat-x 0 0 / 14px 100%;
  -webkit-mask: var(--bite); mask: var(--bite);
}
header { text-align: center; }
.logo { display: block; max-width: 12rem; max-height: 4rem; margin: 0 auto 8px; }
.shop { color: var(--accent, inherit); font: 600 1.28rem/1.25 "Iowan Old Style", Charter, "Bitstream Charter", "Noto Serif",
  Cambria, Georgia, serif; }
h1 { font-size: .94rem; font-weight: 500; color: var(--quiet); margin-top: 2px; }
.due { font-size: 3.3rem; line-height: 1.05; font-weight: 700; letter-spacing: -.035em;
  margin: 20px 0 12px; overflow-wrap: anywhere; }
.long { font-size: 2.3rem; letter-spacing: -.02em; }
[dir="rtl"] .due { letter-spacing: 0; }
.state { display: inline-block; font-size: .9rem; font-weight: 600; padding: 3px 14px 4px;
  border-radius: 99px; border: 1.5px solid; color: var(--calm); }
.final, .reviewed { color: var(--sure); }
.waiting, .contested { color: var(--wait); }
.when { color: var(--quiet); font-size: .88rem; margin-top: 14px; }
.when span { display: block; }
.notes { background: var(--plate); border-radius: 10px; padding: 12px 16px; margin-top: 22px;
  font-size: .92rem; list-style: none; border-inline-start: 3px solid var(--wait); }
.notes li + li { margin-top: 6px; }
.plain { border-inline-start-color: var(--calm); }
table { width: 100%; border-collapse: collapse; margin-top: 28px; }
caption, h2 { text-align: start; font-size: .95rem; font-weight: 700; padding-bottom: 8px; }
th { font-weight: inherit; text-align: start; }
td, th { padding: 0; vertical-align: baseline; }
.number { text-align: end; white-space: nowrap; padding-inline-start: 14px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
.items tbody { border-top: 1px solid var(--rule); }
.items tbody tr:first-child > * { padding-top: 9px; }
.items tbody tr:last-child > * { padding-bottom: 9px; }
.count { width: 2.2em; padding-inline-end: 8px; color: var(--quiet); white-space: nowrap; }
.name { font-weight: 600; overflow-wrap: anywhere; }
.small { font-size: .84rem; color: var(--quiet); font-weight: 400; }
.small + .small::before { content: " · "; }
.warning { color: var(--wait); }
.sub th, .sub td { font-size: .9rem; color: var(--quiet); }
.sums { border-top: 2px solid var(--ink); margin-top: 0; }
.sums tr:first-child > * { padding-top: 9px; }
.sums th, .sums td { padding-top: 3px; font-size: .94rem; }
.sums .total > * { font-size: 1.7rem; line-height: 1.2; font-weight: 700; padding: 8px 0 2px; }
.sums .included > * { color: var(--quiet); font-size: .84rem; }
section { margin-top: 28px; }
.taxes { font-size: .86rem; }
.taxes caption { font-size: .95rem; }
.taxes thead th { color: var(--quiet); padding-bottom: 3px; }
.taxes tbody th { overflow-wrap: anywhere; }
dl div { display: flex; justify-content: space-between; gap: 16px; font-size: .94rem;
  padding: 2px 0; }
dd { white-space: nowrap; }
.owed { font-weight: 700; }
.said p { font-size: .92rem; }
.said p + p { margin-top: 5px; }
.said p, .notes li { text-wrap: pretty; }
.code { display: flex; gap: 16px; align-items: center; margin-top: 30px; color: inherit;
  text-decoration: none; background: var(--plate); border-radius: 12px; padding: 12px; }
.code svg { flex: none; width: 116px; height: 116px; border-radius: 6px; }
.code b { display: block; text-decoration: underline; text-underline-offset: 3px; }
.code span { font-size: .88rem; color: var(--quiet); }
.code:focus-visible { outline: 3px solid var(--calm); outline-offset: 3px; }
footer { text-align: center; color: var(--quiet); font-size: .84rem; margin-top: 28px; }
@media (max-width: 339px) {
  main { padding-inline: 12px; }
  .due { font-size: 2.6rem; }
  .long { font-size: 1.7rem; }
  .code { flex-direction: column; text-align: center; }
  .number { padding-inline-start: 8px; }
}
@page { margin: 4mm; }
@media print {
  :root { font-size: 9.5pt; --page: #fff; --paper: #fff; --ink: #000; --quiet: #000; --rule: #999; --sure: #000;
    --wait: #000; --calm: #000; --plate: #fff; }
  body { padding: 0; line-height: 1.35; }
  main { max-width: 84mm; padding: 0; -webkit-mask: none; mask: none; border-radius: 0; }
  .due { font-size: 26pt; margin: 10px 0 8px; }
  .long { font-size: 19pt; }
  .shop { font-size: 13pt; }
  .notes, .code { border: 1px solid #000; }
  table, section, .code, footer { margin-top: 14px; }
  .sums { margin-top: 0; }
  .sums .total > * { font-size: 15pt; }
  .items tbody, tr, section, .code { break-inside: avoid; }
}
`;

/** The style, with the shop's colour; null: it has none. */
export function makeReceiptStyle(accent: Accent | null): string {
  if (accent === null) return RECEIPT_STYLE;
  const { light, dark } = accent;
  return `${RECEIPT_STYLE}
@media screen {
  :root { --accent: ${light}; }
}
@media screen and (prefers-color-scheme: dark) {
  :root { --accent: ${dark}; }
}
`;
}

/** A Content-Security-Policy under which the page shows all that it has, and nothing else. */
export function makeReceiptPolicy(accent: Accent | null): string {
  const hash = createHash("sha256").update(makeReceiptStyle(accent)).digest("base64");
  return formatPolicy({
    "default-src": "'none'",
    "img-src": "data:",
    "style-src": `'sha256-${hash}'`,
    "form-action": "'none'",
  });
}
