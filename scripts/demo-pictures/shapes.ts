/**
 * What goods look like, drawn flat: SVG within 96 × 96, in colours that are given. Light comes from the
 * left; whatever is in the shade lies below a thin layer of ink.
 */

const INK = "#211f19";

interface Look {
  readonly main: string;
  readonly mark: string;
}

function shade(d: string, opacity = 0.1): string {
  return `<path d="${d}" fill="${INK}" opacity="${opacity}"/>`;
}

function fill(d: string, colour: string): string {
  return `<path d="${d}" fill="${colour}"/>`;
}

function disc(x: number, y: number, r: number, colour: string): string {
  return `<circle cx="${x}" cy="${y}" r="${r}" fill="${colour}"/>`;
}

function rect(x: number, y: number, w: number, h: number, colour: string, r = 0): string {
  return `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="${r}" fill="${colour}"/>`;
}

/** Smaller, and somewhere else. */
export function put(drawing: string, x: number, y: number, scale: number, turnDeg = 0): string {
  return `<g transform="translate(${x} ${y}) rotate(${turnDeg}) scale(${scale})">${drawing}</g>`;
}

/** A box of cardboard, as cereals and tea come in. */
export function box({ main, mark }: Look): string {
  return [
    rect(24, 16, 48, 66, main, 2),
    shade("M62 16h8a2 2 0 0 1 2 2v62a2 2 0 0 1-2 2h-8z"),
    rect(24, 26, 48, 8, mark),
    disc(43, 56, 13, mark),
    disc(43, 56, 8, main),
  ].join("");
}

/** A bag that is welded above and below. */
export function bag({ main, mark }: Look): string {
  const outline = "M26 15h44l-2 8q5 25 0 50l2 8H26l2-8q-5-25 0-50z";
  return [
    fill(outline, main),
    shade("M60 15h10l-2 8q5 25 0 50l2 8H60z"),
    `<path d="M27 21h42M27 75h42" stroke="${INK}" stroke-width="1.5" opacity=".18"/>`,
    `<ellipse cx="46" cy="48" rx="14" ry="17" fill="${mark}"/>`,
    `<path d="M40 58q-2-14 12-20-1 14-12 20z" fill="${main}"/>`,
  ].join("");
}

/** A bag with a window, through which one sees what is in it. */
export function windowBag({ main, mark }: Look, strokes: "long" | "grains" = "grains"): string {
  const inside =
    strokes === "long"
      ? [34, 40, 46, 52, 58].map((x) => rect(x, 34, 3, 32, mark, 1.5)).join("")
      : listGrains()
          .map(([x, y]) => disc(x, y, 3.2, mark))
          .join("");
  return [
    fill("M28 14h40v6l4 8v50a4 4 0 0 1-4 4H28a4 4 0 0 1-4-4V28l4-8z", main),
    shade("M62 14h6v6l4 8v50a4 4 0 0 1-4 4h-6z"),
    rect(31, 32, 32, 36, "#fdfcf8", 5),
    inside,
  ].join("");
}

function listGrains(): [number, number][] {
  return [0, 1, 2, 3].flatMap((row) =>
    [0, 1, 2, 3].map((at): [number, number] => [36 + at * 7 + (row % 2) * 2, 40 + row * 7]),
  );
}

export function carton({ main, mark }: Look): string {
  return [
    fill("M30 34 38 18h24l6 16v48H30z", "#fdfcf8"),
    rect(37, 12, 25, 7, mark, 1.5),
    fill("M30 46q19 10 38 0v36H30z", main),
    shade("M58 34h10v48H58z"),
    shade("m30 34 8-16h24l6 16z", 0.06),
    disc(44, 66, 7, "#fdfcf8"),
  ].join("");
}

export function bottle({ main, mark }: Look, cap = mark): string {
  return [
    rect(42, 9, 12, 8, cap, 2),
    fill(
      "M43 17h10v8q0 5 6 10 5 4 5 11v33a6 6 0 0 1-6 6H38a6 6 0 0 1-6-6V46q0-7 5-11 6-5 6-10z",
      main,
    ),
    shade("M53 17v8q0 5 6 10 5 4 5 11v33a6 6 0 0 1-6 6h-5q3-2 3-6V44q0-6-5-10-2-3-2-9v-8z"),
    rect(32, 51, 32, 19, mark),
    rect(37, 57, 17, 3, "#fdfcf8", 1.5),
    rect(37, 62, 11, 3, "#fdfcf8", 1.5),
  ].join("");
}

export function wine({ main, mark }: Look): string {
  return [
    rect(42, 8, 12, 18, mark, 2),
    fill("M43 24h10v8q0 6 5 9 4 3 4 9v32a5 5 0 0 1-5 5H39a5 5 0 0 1-5-5V50q0-6 4-9 5-3 5-9z", main),
    shade("M53 24v8q0 6 5 9 4 3 4 9v32a5 5 0 0 1-5 5h-4z", 0.18),
    rect(34, 56, 28, 19, "#f6f1e4"),
    rect(40, 62, 16, 2.5, mark, 1),
    rect(43, 67, 10, 2.5, mark, 1),
  ].join("");
}

/** What is drunk of. */
export function can({ main, mark }: Look): string {
  return [
    fill("M34 20q0-5 4-7h20q4 2 4 7v58q0 5-4 7H38q-4-2-4-7z", "#b9b9b2"),
    rect(32, 20, 32, 60, main, 3),
    fill("M32 44 64 30v22L32 66z", mark),
    shade("M55 20h6a3 3 0 0 1 3 3v54a3 3 0 0 1-3 3h-6z"),
  ].join("");
}

/** What is opened with a ring. */
export function tin({ main, mark }: Look): string {
  return [
    rect(27, 24, 42, 52, "#b9b9b2", 4),
    `<ellipse cx="48" cy="25" rx="21" ry="5" fill="#d6d5ce"/>`,
    rect(27, 32, 42, 38, main),
    disc(46, 51, 12, mark),
    shade("M58 26q11-1 11 2v44a4 4 0 0 1-4 4h-7z"),
  ].join("");
}

export function flatTin({ main, mark }: Look): string {
  return [
    fill("M16 50q0-14 32-14t32 14v10q0 14-32 14T16 60z", "#b9b9b2"),
    `<ellipse cx="48" cy="49" rx="32" ry="13" fill="${main}"/>`,
    fill("M28 49q12-10 26 0l9-5v10l-9-5q-14 10-26 0z", mark),
  ].join("");
}

export function jar({ main, mark }: Look): string {
  return [
    rect(31, 15, 34, 12, mark, 3),
    fill("M33 27h30q6 4 6 11v38a6 6 0 0 1-6 6H33a6 6 0 0 1-6-6V38q0-7 6-11z", main),
    rect(27, 44, 42, 23, "#f6f1e4"),
    disc(43, 55.5, 7, main),
    shade("M58 27h5q6 4 6 11v38a6 6 0 0 1-6 6h-5z"),
  ].join("");
}

export function tub({ main, mark }: Look): string {
  return [
    fill("M26 36h44l-5 42a5 5 0 0 1-5 4H36a5 5 0 0 1-5-4z", "#fdfcf8"),
    fill("M27.500 48h41l-2.500 21h-36z", main),
    rect(23, 28, 50, 9, mark, 3),
    shade("M59 37h11l-5 41a5 5 0 0 1-5 4h-3z"),
  ].join("");
}

export function block({ main, mark }: Look): string {
  return [
    fill("M14 44 62 34l22 9v24L36 79 14 68z", main),
    fill("M14 44 62 34l22 9-48 11z", mark),
    shade("M36 54v25l48-12V43z", 0.12),
  ].join("");
}

export function cheese({ main, mark }: Look): string {
  return [
    fill("M14 58 66 26q18 6 18 30v2H14z", mark),
    rect(14, 56, 70, 22, main, 2),
    disc(34, 68, 5, mark),
    disc(56, 64, 4, mark),
    disc(70, 71, 3, mark),
    shade("M70 56h12a2 2 0 0 1 2 2v18a2 2 0 0 1-2 2H70z"),
  ].join("");
}

export function eggs(): string {
  const egg = (x: number): string =>
    `<ellipse cx="${x}" cy="47" rx="9.500" ry="12.500" fill="#e0b48c"/>`;
  return [
    [28, 48, 68].map(egg).join(""),
    fill("M12 48h72v20a6 6 0 0 1-6 6H18a6 6 0 0 1-6-6z", "#a9a595"),
    `<path d="M12 50q8 8 18 0 9 8 18 0 9 8 18 0 9 8 18 0" fill="none" stroke="#8f8b7c" stroke-width="3"/>`,
    shade("M68 48h16v20a6 6 0 0 1-6 6H68z"),
  ].join("");
}

export function loaf({ main, mark }: Look): string {
  return [
    fill(
      "M12 44q-2-20 20-20h32q22 0 20 20 0 6-5 9v18a5 5 0 0 1-5 5H22a5 5 0 0 1-5-5V53q-5-3-5-9z",
      main,
    ),
    [32, 48, 64]
      .map(
        (x) =>
          `<path d="m${x - 5} 40 8-9" stroke="${mark}" stroke-width="5" stroke-linecap="round"/>`,
      )
      .join(""),
    shade("M66 24q20 1 18 20 0 6-5 9v18a5 5 0 0 1-5 5h-8z"),
  ].join("");
}

export function roll({ main, mark }: Look): string {
  return [
    fill("M12 56q0-26 36-26t36 26q0 18-36 18T12 56z", main),
    `<path d="M30 48q18-8 36 0" fill="none" stroke="${mark}" stroke-width="5" stroke-linecap="round"/>`,
    shade("M64 32q20 5 20 24 0 14-20 17 8-18 0-41z", 0.08),
  ].join("");
}

/** Pitta, wraps, crumpets: three on each other. */
export function flats({ main, mark }: Look): string {
  return [64, 54, 44]
    .map(
      (y) =>
        `<ellipse cx="48" cy="${y + 5}" rx="34" ry="13" fill="${mark}"/><ellipse cx="48" cy="${y}" rx="34" ry="13" fill="${main}"/>`,
    )
    .concat([disc(38, 42, 2.5, mark), disc(54, 46, 3, mark), disc(60, 39, 2, mark)])
    .join("");
}

export function croissant({ main, mark }: Look): string {
  return [
    fill("M10 64q2-38 38-38t38 38q-12 6-18-6-6-10-20-10t-20 10q-6 12-18 6z", main),
    `<path d="M28 38q4 8 2 16M48 27v20M68 38q-4 8-2 16" fill="none" stroke="${mark}" stroke-width="4" stroke-linecap="round"/>`,
  ].join("");
}

export function ring({ main, mark }: Look): string {
  return [
    `<circle cx="48" cy="48" r="23" fill="none" stroke="${main}" stroke-width="20"/>`,
    `<path d="M27 38a23 23 0 0 1 30-12" fill="none" stroke="${mark}" stroke-width="4" stroke-linecap="round"/>`,
  ].join("");
}

export function bar({ main, mark }: Look): string {
  const squares = [0, 1, 2, 3].map((at) => {
    const [x, y] = [35 + (at % 2) * 13, 13 + Math.floor(at / 2) * 11];
    return rect(x, y, 11, 9, INK, 1.5).replace(INK, "#33221a");
  });
  return [
    rect(32, 10, 32, 40, "#4a3226", 2),
    squares.join(""),
    fill("m30 36 4-3 4 3 4-3 4 3 4-3 4 3 4-3 4 3 4-3v51a3 3 0 0 1-3 3H33a3 3 0 0 1-3-3z", main),
    rect(30, 52, 36, 15, mark),
    shade("M57 36l1-3 4 3 4-3v51a3 3 0 0 1-3 3h-6z"),
  ].join("");
}
