import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { renderNoSuchPage, renderStandIn, STAND_IN_TOKENS } from "./stand-in-page.ts";

const TOKENS = readFileSync(
  new URL("../../../../packages/ui/styles/tokens.css", import.meta.url),
  "utf8",
);

it("pages without scripts have the colours of all other pages", () => {
  for (const [name, value] of Object.entries(STAND_IN_TOKENS)) {
    expect(TOKENS).toContain(`--${name}: ${value};`);
    expect(renderNoSuchPage()).toContain(`--${name}: ${value};`);
  }
  // None of another colour, and none that a policy without any source would have to fetch.
  const page = renderStandIn("A title", "<h1>A title</h1>");
  const own = Object.values(STAND_IN_TOKENS).join(" ");
  for (const [colour] of page.matchAll(/#[0-9a-f]{3,8}\b/g)) expect(own).toContain(colour);
  expect(page).not.toMatch(/url\(|<script|<link/);
});
