/** The shop's colour in place of the ink of main buttons and marks, in every theme. */
import type { Brand } from "@saunter/protocol/brand";

/** Null: the design's own. */
export function showBrand(accent: Brand["accent"]): void {
  const { style } = document.documentElement;
  const set = (name: string, value: string | undefined): void => {
    if (value === undefined) style.removeProperty(name);
    else style.setProperty(name, value);
  };
  set("--brand-light", accent?.light);
  set("--brand-dark", accent?.dark);
  // Towards the ink: text on it stays readable.
  set("--accent-towards", accent === null ? undefined : "var(--ink)");
}
