/** What the shop looks like on everybody's screens and receipts: its colour and its logo. */
import Type, { type Static } from "typebox";
import { closed, nullable } from "./http/schemas.ts";

/** Media types of logos. */
export const LOGO_TYPES = ["image/svg+xml", "image/png"] as const;
export type LogoType = (typeof LOGO_TYPES)[number];

/** Largest logo. */
export const LOGO_BYTES_MAX = 100 * 1024;
/** Longest side of a logo that is a PNG, pixels. */
export const LOGO_SIDE_PX_MAX = 1024;

export const COLOUR_PATTERN = "^#[0-9a-fA-F]{6}$";

const colour = (description: string) =>
  Type.String({ pattern: COLOUR_PATTERN, description, examples: ["#0b7a75"] });

export const ACCENT = closed(
  {
    light: colour("On light pages."),
    dark: colour("On dark pages."),
  },
  {
    description:
      "Made of the colour, as close to it as a contrast of 4.5 lets it be: as text on a page, and as a fill under the page's own colour.",
  },
);
export type Accent = Static<typeof ACCENT>;

export const BRAND = closed(
  {
    colour: nullable(colour("As the operator gave it.")),
    accent: nullable(ACCENT),
    logoUrl: nullable(Type.String({ description: "Path of the logo, with its version." })),
  },
  { description: "Logo and colour; null where the shop has none." },
);
export type Brand = Static<typeof BRAND>;
