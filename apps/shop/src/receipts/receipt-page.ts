/** The page around a receipt, or around what is shown in its place. */
import type { Accent } from "@saunter/protocol/brand";
import { escapeHtml } from "./escape-html.ts";
import { makeReceiptStyle } from "./receipt-style.ts";

interface ReceiptPage {
  readonly language: string;
  readonly direction: string;
  readonly title: string;
  readonly shopName: string;
  readonly accent: Accent | null;
  /** Where it reloads itself. */
  readonly refreshS?: number;
  readonly body: string;
}

export function renderReceiptPage(page: ReceiptPage): string {
  const { language, direction, title, shopName, accent, refreshS, body } = page;
  const refresh = `<meta http-equiv="refresh" content="${refreshS}">\n`;
  return `<!doctype html>
<html lang="${escapeHtml(language)}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
${refreshS === undefined ? "" : refresh}<title>${escapeHtml(`${title} – ${shopName}`)}</title>
<style>${makeReceiptStyle(accent)}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}
