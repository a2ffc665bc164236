import { createHash } from "node:crypto";
import { formatPolicy } from "@saunter/server/http/format-policy";

/** Of the sign and the table of what is kept: two sheets of A4, and a page of the same on a screen. */
export const SIGN_STYLE = `
@page { size: A4; margin: 0; }
* { box-sizing: border-box; margin: 0; padding: 0; }
body { background: #e9e5da; color: #1c1a15; font: 12.5pt/1.4 "Figtree", "Avenir Next", Avenir, Seravek,
  "Segoe UI", Ubuntu, "Noto Sans", "Noto Sans Arabic", sans-serif; -webkit-text-size-adjust: 100%; }
.sheet { width: 210mm; min-height: 297mm; margin: 8mm auto; padding: 18mm; background: #fffdf7;
  display: flex; flex-direction: column; gap: 10mm; break-after: page; }
.sheet:last-child { break-after: auto; }
.shop { font-size: 15pt; font-weight: 600; color: #655f52; overflow-wrap: anywhere; }
h1 { font-size: 41pt; line-height: 1.05; font-weight: 700; letter-spacing: -.025em; text-wrap: balance; }
[dir="rtl"] h1 { letter-spacing: 0; line-height: 1.25; }
h2 { font-size: 15pt; font-weight: 700; line-height: 1.25; }
ol, ul { list-style: none; }
.steps { display: grid; grid-template-columns: repeat(3, 1fr); gap: 8mm; }
.steps li { display: grid; gap: 3mm; align-content: start; }
.steps svg { width: 24mm; height: 24mm; stroke: currentColor; fill: none; stroke-width: 1.5;
  stroke-linecap: round; stroke-linejoin: round; }
.two { display: grid; grid-template-columns: 1fr 62mm; gap: 12mm; align-items: start; }
.ways { display: grid; gap: 3mm; margin-top: 4mm; font-size: 15pt; }
.ways li { display: flex; gap: 4mm; align-items: center; }
.ways svg { flex: none; width: 9mm; height: 9mm; stroke: currentColor; fill: none; stroke-width: 1.5;
  stroke-linecap: round; stroke-linejoin: round; }
.hold { margin-top: 6mm; padding-inline-start: 5mm; border-inline-start: 1mm solid #8a4b00; }
.code { display: grid; gap: 3mm; justify-items: center; text-align: center; font-size: 11pt; color: #1c1a15;
  text-decoration: none; }
.code svg { width: 62mm; height: 62mm; }
.notice { margin-top: auto; padding-top: 7mm; border-top: .3mm solid #1c1a15; display: grid; gap: 2.5mm; }
.small { font-size: 10pt; color: #655f52; }
table { width: 100%; border-collapse: collapse; font-size: 11pt; }
caption { text-align: start; font-size: 24pt; font-weight: 700; line-height: 1.15; padding-bottom: 8mm;
  text-wrap: balance; }
th { text-align: start; font-weight: 600; }
thead th { color: #655f52; font-size: 10pt; padding: 0 0 2mm; }
td, tbody th { vertical-align: top; padding: 2.6mm 5mm 2.6mm 0; border-top: .2mm solid #b9b19c; }
[dir="rtl"] td, [dir="rtl"] tbody th { padding: 2.6mm 0 2.6mm 5mm; }
tbody th { width: 40%; }
@media print { body { background: none; } .sheet { margin: 0; } }
@media screen and (max-width: 820px) {
  .sheet { width: auto; min-height: 0; margin: 0; padding: 24px 20px; }
  .sheet + .sheet { border-top: 12px solid #e9e5da; }
  h1 { font-size: 30pt; }
  .steps, .two { grid-template-columns: 1fr; }
  table, caption, tbody, tr, td, tbody th { display: block; width: auto; }
  thead { display: none; }
  td, [dir="rtl"] td { border: 0; padding: 1mm 0; }
  tr { padding: 3mm 0; border-top: .2mm solid #b9b19c; }
  tbody th, [dir="rtl"] tbody th { border: 0; padding: 0; }
}
`;

const STYLE_HASH = `sha256-${createHash("sha256").update(SIGN_STYLE).digest("base64")}`;

/** A Content-Security-Policy under which the sheets show all that they have. */
export const SIGN_PAGE_POLICY = formatPolicy({
  "default-src": "'none'",
  "style-src": `'${STYLE_HASH}'`,
  "form-action": "'none'",
});
