/** The shop's colour in place of the ink of main buttons and marks, in every theme. */
import type { Brand } from "@saunter/protocol/brand";

/** Null: the design's own. */
export function showBrand(accent: Brand["accent"]): void {
  const { style } = document.documentElement;
  if (accent === null) {
    for (const name of ["--accent", "--accent-hover"]) style.removeProperty(name);
    return;
  }
  style.setProperty("--accent", `light-dark(${accent.light}, ${accent.dark})`);
  // Towards the ink: text on it stays readable.
  style.setProperty("--accent-hover", "color-mix(in oklab, var(--accent) 86%, var(--ink))");
}
