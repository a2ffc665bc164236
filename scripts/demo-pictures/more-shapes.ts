/** Fruit, vegetables, and what a household needs, as in `shapes.ts`. */

const INK = "#211f19";
const LEAF = "#6c8f4e";

interface Look {
  readonly main: string;
  readonly mark: string;
}

const fill = (d: string, colour: string): string => `<path d="${d}" fill="${colour}"/>`;
const shade = (d: string): string => `<path d="${d}" fill="${INK}" opacity=".1"/>`;
const disc = (x: number, y: number, r: number, colour: string): string =>
  `<circle cx="${x}" cy="${y}" r="${r}" fill="${colour}"/>`;
const rect = (x: number, y: number, w: number, h: number, colour: string, r = 0): string =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="${r}" fill="${colour}"/>`;
const line = (d: string, colour: string, width: number): string =>
  `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round"/>`;

export function apple(main: string): string {
  return [
    fill(
      "M48 34q-10-8-20-2-12 8-8 26 5 22 20 24 4 0 8-3 4 3 8 3 15-2 20-24 4-18-8-26-10-6-20 2z",
      main,
    ),
    shade("M62 31q12 5 14 17-1 28-20 34 14-22 6-51z"),
    line("M48 34q-1-10 4-17", "#6b4a2f", 4),
    fill("M52 24q4-12 19-10-4 12-19 10z", LEAF),
  ].join("");
}

export function bananas(): string {
  const one = (turnDeg: number): string =>
    `<path transform="rotate(${turnDeg} 34 18)" d="M30 16q-6 44 34 62 9 2 10-5-30-16-36-57z" fill="#e6c04a" stroke="#c79c2c" stroke-width="1.5"/>`;
  return [one(14), one(0), one(-16), rect(28, 11, 12, 9, "#7b5b2b", 3)].join("");
}

export function lemons(): string {
  const one = (x: number, y: number): string =>
    `<path d="M${x - 22} ${y}q4-15 19-16 10 0 15 7 5 1 8 5-2 5-7 6-4 13-16 14-15 0-19-16z" fill="#e8cf55"/>`;
  return [one(42, 40), one(58, 62), shade("M62 76q18-4 19-13-6 18-19 13z")].join("");
}

export function avocado(): string {
  return [
    fill("M48 12q12 0 17 22 11 16 7 31-6 19-24 19t-24-19q-4-15 7-31 5-22 17-22z", "#3f5a36"),
    fill("M48 20q8 0 12 18 9 14 6 25-4 14-18 14T30 63q-3-11 6-25 4-18 12-18z", "#cfd98a"),
    disc(48, 59, 11, "#7a5230"),
    shade("M58 55a11 11 0 0 1-14 14q12-2 14-14z"),
  ].join("");
}

export function carrots(): string {
  const one = (x: number, turnDeg: number): string =>
    `<g transform="rotate(${turnDeg} ${x} 34)">${line(`M${x} 34q-8-10-7-20M${x} 34q8-10 7-20M${x} 34V12`, LEAF, 4)}<path d="M${x - 9} 33q9-5 18 0-1 30-9 52-8-22-9-52z" fill="#d97f36"/>${line(`M${x - 5} 46h6M${x} 58h5`, "#b9632030", 2.5)}</g>`;
  return [one(34, 10), one(62, -10), one(48, 0)].join("");
}

export function tomatoes(): string {
  const one = (x: number, y: number): string =>
    disc(x, y, 15, "#c5473a") +
    line(`M${x - 6} ${y - 12}q6 4 12 0M${x} ${y - 16}v6`, LEAF, 3) +
    disc(x - 5, y - 2, 3, "#dd7364");
  return [one(32, 40), one(64, 40), one(48, 64)].join("");
}

export function cucumber(): string {
  return [
    line("M22 74 74 22", "#4f7a43", 24),
    line("M22 66 66 22", "#6f9a5b", 4),
    line("M30 76 76 30", "#3f6636", 3),
  ].join("");
}

export function leaves(main: string): string {
  const one = (turnDeg: number): string =>
    `<g transform="rotate(${turnDeg} 48 78)"><path d="M48 78q-22-22-12-46 4-12 12-18 8 6 12 18 10 24-12 46z" fill="${main}"/>${line("M48 74V32", "#fdfcf855", 2.5)}</g>`;
  return [one(-38), one(38), one(0)].join("");
}

export function potatoes(): string {
  return [
    fill("M26 24q22 8 44 0l8 50q0 10-10 10H28q-10 0-10-10z", "#b98d5a"),
    line("M26 24q22 8 44 0", "#8c6538", 4),
    disc(40, 55, 10, "#d9b37a"),
    disc(58, 52, 8, "#d9b37a"),
    disc(52, 68, 9, "#cfa569"),
    shade("M60 26l10-2 8 50q0 10-10 10h-8q8-30 0-58z"),
  ].join("");
}

/** Kitchen rolls, bin bags. */
export function paperRoll({ main, mark }: Look): string {
  return [
    fill("M26 24q0-8 22-8t22 8v48q0 8-22 8t-22-8z", main),
    `<ellipse cx="48" cy="24" rx="22" ry="8" fill="#fdfcf8"/>`,
    `<ellipse cx="48" cy="24" rx="8" ry="3" fill="#a58a63"/>`,
    line("M26 46q22 9 44 0M26 60q22 9 44 0", mark, 3),
    shade("M60 31q10-2 10-7v48q0 5-10 7z"),
  ].join("");
}

/** What is squeezed: for dishes, or for the hair. */
export function squeezed({ main, mark }: Look): string {
  return [
    rect(42, 10, 12, 12, mark, 2),
    fill("M36 22h24q8 8 8 22v36a5 5 0 0 1-5 5H33a5 5 0 0 1-5-5V44q0-14 8-22z", main),
    fill("M28 50h40v22H28z", "#fdfcf8"),
    disc(44, 61, 7, mark),
    shade("M58 22h2q8 8 8 22v36a5 5 0 0 1-5 5h-7q6-30 2-63z"),
  ].join("");
}

export function pump({ main, mark }: Look): string {
  return [
    line("M34 16h14v16", mark, 6),
    rect(41, 26, 14, 8, mark, 2),
    rect(28, 34, 40, 50, main, 9),
    rect(34, 48, 24, 20, "#fdfcf8", 3),
    disc(46, 58, 5, mark),
    shade("M58 34h1a9 9 0 0 1 9 9v32a9 9 0 0 1-9 9h-1z"),
  ].join("");
}

export function spray({ main, mark }: Look): string {
  return [
    fill("M28 12h28l10 8-4 4H50v8H40v-8H28z", mark),
    line("M38 26q-2 8-9 10", mark, 4),
    fill("M40 32h12q14 10 14 26v22a5 5 0 0 1-5 5H33a5 5 0 0 1-5-5V58q0-16 12-26z", main),
    rect(33, 56, 26, 18, "#fdfcf8", 3),
    shade("M52 32q14 10 14 26v22a5 5 0 0 1-5 5h-4q4-30-5-53z"),
  ].join("");
}

export function sponges(): string {
  return ["#d9a93f", "#7fae8c", "#c9748b"]
    .map((main, at) => {
      const y = 62 - at * 20;
      return rect(22 + at * 2, y, 52, 18, main, 4) + rect(22 + at * 2, y, 52, 6, "#4f7a5a", 3);
    })
    .join("");
}

export function tealight(): string {
  return [
    fill("M48 14q11 14 6 24-3 5-6 5t-6-5q-5-10 6-24z", "#e2a23b"),
    line("M48 40v8", INK, 2.5),
    fill("M22 50h52l-3 26q-23 8-46 0z", "#b9b9b2"),
    `<ellipse cx="48" cy="51" rx="26" ry="6" fill="#f6f1e4"/>`,
    shade("M62 55q12-1 12-5l-3 26-9 2z"),
  ].join("");
}

export function matches(): string {
  const one = (x: number): string =>
    rect(x, 22, 4, 34, "#dcbf8f") +
    `<ellipse cx="${x + 2}" cy="21" rx="4" ry="5.500" fill="#a83a2e"/>`;
  return [
    [30, 40, 50, 60].map(one).join(""),
    rect(20, 46, 56, 34, "#3f6488", 2),
    rect(20, 54, 56, 14, "#e9d9a8"),
    shade("M66 46h8a2 2 0 0 1 2 2v30a2 2 0 0 1-2 2h-8z"),
  ].join("");
}

export function batteries(): string {
  return [18, 34, 50, 66]
    .map(
      (x) =>
        rect(x + 3, 22, 6, 6, "#b9b9b2", 1) +
        rect(x, 27, 12, 50, "#33322d", 2) +
        rect(x, 27, 12, 18, "#c58a3a", 2),
    )
    .join("");
}

export function tube({ main, mark }: Look): string {
  return [
    rect(40, 74, 16, 12, mark, 2),
    fill("M26 12h44l-8 62H34z", main),
    rect(26, 10, 44, 5, mark, 1),
    fill("M30.500 34h35l-2 16h-31z", "#fdfcf8"),
    shade("M58 12h12l-8 62h-8z"),
  ].join("");
}

export function toothbrush(): string {
  return [
    line("M24 80 62 30", "#4f8fa3", 9),
    line("M62 30 74 14", "#4f8fa3", 7),
    `<path d="m56 26 12-16 9 6-12 16z" fill="#fdfcf8" stroke="#9fb9c2" stroke-width="2"/>`,
  ].join("");
}

export function tissues(): string {
  return [
    fill("M34 40q-6-22 8-24 4 8 12 0 16 4 8 24z", "#fdfcf8"),
    rect(16, 38, 64, 40, "#7ea3b8", 4),
    `<ellipse cx="48" cy="40" rx="18" ry="4" fill="#4d6f83"/>`,
    `<path d="M20 66q14-16 28 0t28 0" fill="none" stroke="#a9c4d2" stroke-width="4"/>`,
    shade("M68 38h8a4 4 0 0 1 4 4v32a4 4 0 0 1-4 4h-8z"),
  ].join("");
}
