/**
 * Pages that the shop writes without any script: of what stands for somebody else's systems in a
 * demonstration, and of addresses that are none. Their colours are those of the other pages.
 */
import { formatPolicy } from "@saunter/server/http/format-policy";

/** The font comes from nowhere: these pages are there when nothing else is. */
export const STAND_IN_POLICY = formatPolicy({
  "default-src": "'none'",
  "style-src": "'unsafe-inline'",
});

/** As `packages/ui/styles/tokens.css` has them, which a test holds. */
export const STAND_IN_TOKENS = {
  paper: "light-dark(#f4f1ea, #151512)",
  sheet: "light-dark(#fdfcf8, #1d1d19)",
  well: "light-dark(#ebe7dd, #0f0f0d)",
  line: "light-dark(#dcd6c8, #37362f)",
  "line-strong": "light-dark(#8d8675, #77735f)",
  ink: "light-dark(#211f19, #ece8dd)",
  "ink-soft": "light-dark(#5c574a, #aaa493)",
  "ink-on-ink": "light-dark(#fdfcf8, #151512)",
} as const;

const STYLE = `
:root { color-scheme: light dark; background: var(--paper); color: var(--ink);
  font: 400 .9375rem/1.45 "Figtree Variable", Figtree, "Segoe UI", "Noto Sans", sans-serif;
  font-variant-numeric: tabular-nums;
  ${Object.entries(STAND_IN_TOKENS)
    .map(([name, value]) => `--${name}: ${value};`)
    .join(" ")} }
* { box-sizing: border-box; }
body { margin: 0; padding: clamp(1rem, 8vh, 6rem) 1rem 3rem; overflow-wrap: anywhere; }
main { display: grid; gap: 1rem; max-width: 42rem; margin: 0 auto; }
main.brief { max-width: 26rem; padding: 1.5rem; border: 1px solid var(--line);
  border-radius: .875rem; background: var(--sheet); }
h1 { margin: 0; font-size: 1.5rem; font-weight: 650; line-height: 1.2; letter-spacing: -.015em;
  text-wrap: balance; }
p { margin: 0; color: var(--ink-soft); }
nav { display: flex; flex-wrap: wrap; gap: .75rem; }
nav a { display: inline-grid; place-items: center; min-height: 2.75rem; padding: 0 1rem;
  border: 1px solid var(--line-strong); border-radius: .5rem; background: var(--sheet);
  color: var(--ink); font-weight: 600; text-decoration: none; }
nav a:first-child { border-color: var(--ink); background: var(--ink); color: var(--ink-on-ink); }
:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; border-radius: .5rem; }
ol { display: grid; margin: 0; padding: 0; border: 1px solid var(--line); border-radius: .875rem;
  background: var(--sheet); list-style: none; }
li + li { border-top: 1px solid var(--line); }
summary { display: flex; flex-wrap: wrap; gap: .25rem .75rem; justify-content: space-between;
  padding: .75rem 1rem; cursor: pointer; }
summary span { color: var(--ink-soft); font-size: .8125rem; }
pre { margin: 0 1rem 1rem; padding: .75rem; border-radius: .5rem; background: var(--well);
  font: .8125rem/1.45 ui-monospace, "SF Mono", "DejaVu Sans Mono", monospace;
  white-space: pre-wrap; }
`;

interface StandInOptions {
  /** Of more than a sentence. */
  readonly isLong?: boolean;
}

/** @param body HTML, escaped where it has to be. */
export function renderStandIn(title: string, body: string, options: StandInOptions = {}): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body><main${options.isLong === true ? "" : ' class="brief"'}>${body}</main></body>
</html>`;
}

/** What a browser is shown at an address that is none. */
export function renderNoSuchPage(): string {
  return renderStandIn(
    "There is no such page",
    `<h1>There is no such page.</h1>
    <p>The address may be mistyped, or the page may have gone.</p>
    <nav><a href="/shop/">The shop</a> <a href="/console/">For staff: the console</a></nav>`,
  );
}
