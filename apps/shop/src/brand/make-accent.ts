/**
 * The shop's colour as its pages can show it: as text on a page and as a fill under text it has a contrast
 * of 4.5 (WCAG 2.2, 1.4.3). Hue stays; lightness is changed as little as need be, in OKLCH, in which
 * colours of one hue look alike.
 */
import type { Accent } from "@saunter/protocol/brand";

type Triple = readonly [number, number, number];

/** WCAG 2.2, 1.4.3, and a little for what rounding to 8 bits takes. */
const CONTRAST_MIN = 4.51;
/** `--well` and `--raised` of packages/ui/styles/tokens.css: the surfaces of a theme that are nearest to text. */
const DARKEST_OF_LIGHT = "#ebe7dd";
const LIGHTEST_OF_DARK = "#272722";
/** Halvings of a range of lightness or chroma: finer than 8 bits. */
const STEPS = 24;

/** The accent of a colour such as "#0b7a75". */
export function makeAccent(colour: string): Accent {
  return {
    light: fit(colour, DARKEST_OF_LIGHT, 0),
    dark: fit(colour, LIGHTEST_OF_DARK, 1),
  };
}

/** The colour itself where it has the contrast; else the nearest to it on the way to black or white. */
function fit(colour: string, surface: string, endLightness: 0 | 1): string {
  const isFitting = (hex: string): boolean => measureContrast(hex, surface) >= CONTRAST_MIN;
  const own = colour.toLowerCase();
  if (isFitting(own)) return own;
  const [lightness, chroma, hue] = toOklch(parse(own));
  const at = (share: number): string =>
    format(intoGamut([lightness + (endLightness - lightness) * share, chroma, hue]));
  let [tooLittle, enough] = [0, 1];
  for (let step = 0; step < STEPS; step++) {
    const middle = (tooLittle + enough) / 2;
    if (isFitting(at(middle))) enough = middle;
    else tooLittle = middle;
  }
  return at(enough);
}

/** Contrast ratio of two colours (WCAG 2.2, "contrast ratio"). */
export function measureContrast(one: string, other: string): number {
  const [a, b] = [measureLuminance(one), measureLuminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** WCAG 2.2, "relative luminance". */
function measureLuminance(hex: string): number {
  const [r, g, b] = parse(hex).map(toLinear) as unknown as Triple;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Of 0 to 1, gamma-encoded. */
function parse(hex: string): Triple {
  return [1, 3, 5].map(
    (at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255,
  ) as unknown as Triple;
}

function format(rgb: Triple): string {
  const bytes = rgb.map((value) => Math.round(Math.min(1, Math.max(0, value)) * 255));
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** IEC 61966-2-1, as CSS Color 4, section 10.2, has it. */
function toLinear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function toGamma(value: number): number {
  return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
}

/** Björn Ottosson, "A perceptual color space for image processing" (2020). */
function toOklch(rgb: Triple): Triple {
  const [r, g, b] = rgb.map(toLinear) as unknown as Triple;
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const along = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const across = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  const lightness = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
  return [lightness, Math.hypot(along, across), Math.atan2(across, along)];
}

/** The same, back; parts beyond 0 to 1 are outside of sRGB. */
function toRgb([lightness, chroma, hue]: Triple): Triple {
  const [along, across] = [chroma * Math.cos(hue), chroma * Math.sin(hue)];
  const l = (lightness + 0.3963377774 * along + 0.2158037573 * across) ** 3;
  const m = (lightness - 0.1055613458 * along - 0.0638541728 * across) ** 3;
  const s = (lightness - 0.0894841775 * along - 1.291485548 * across) ** 3;
  return [
    toGamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    toGamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    toGamma(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** As much of the chroma as sRGB has at this lightness. */
function intoGamut([lightness, chroma, hue]: Triple): Triple {
  const isInside = (rgb: Triple): boolean => rgb.every((part) => part >= -1e-4 && part <= 1.0001);
  const own = toRgb([lightness, chroma, hue]);
  if (isInside(own)) return own;
  let [inside, outside] = [0, chroma];
  for (let step = 0; step < STEPS; step++) {
    const middle = (inside + outside) / 2;
    if (isInside(toRgb([lightness, middle, hue]))) inside = middle;
    else outside = middle;
  }
  return toRgb([lightness, inside, hue]);
}
