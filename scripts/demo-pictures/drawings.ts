/**
 * The products of the demonstration, each with what it looks like, by the last digits of their GTIN. Some
 * have none on purpose: in every shop there are such.
 */
import * as more from "./more-shapes.ts";
import * as shapes from "./shapes.ts";

const look = (main: string, mark: string) => ({ main, mark });
const { put } = shapes;

/** Two or four of one thing. */
function several(drawing: string, places: readonly (readonly [number, number])[], scale: number) {
  return places.map(([x, y]) => put(drawing, x, y, scale)).join("");
}
const TWO = [
  [-2, 12],
  [30, 20],
] as const;
const FOUR = [
  [2, 4],
  [38, 4],
  [2, 38],
  [38, 38],
] as const;

/** What lies behind each kind of goods. */
export const GROUNDS: Readonly<Record<string, string>> = {
  ...{ breakfast: "#f1e6cf", bread: "#efe4d4", dairy: "#e2e8ea", tins: "#ece0d9" },
  ...{ drinks: "#dde8e4", snacks: "#f0e2d5", pasta: "#f0e9d0", produce: "#e2ead8" },
  ...{ household: "#e2e4ec", care: "#ece2e8" },
};

const BREAKFAST = {
  "010": shapes.box(look("#c8883c", "#f6ecd6")),
  "027": shapes.bag(look("#7d8f57", "#f0dfb8")),
  "034": shapes.box(look("#d8b13f", "#b3452f")),
  "041": shapes.windowBag(look("#8a5b33", "#d9a441")),
  "058": shapes.box(look("#3f6e63", "#e9c98a")),
  "065": shapes.jar(look("#a92f3a", "#e8d9b8")),
  "072": shapes.jar(look("#d98324", "#3d5a46")),
  "089": shapes.jar(look("#e0a93a", "#5b4a2a")),
  "096": shapes.jar(look("#b9793f", "#2f6a8a")),
  "102": shapes.bag(look("#4a3226", "#c99c5a")),
};

const BREAD = {
  "119": shapes.loaf(look("#9a6a3c", "#d9b37a")),
  "126": shapes.loaf(look("#c08a4e", "#f0dcb4")),
  "133": several(shapes.roll(look("#dcae6c", "#f4e2bc")), FOUR, 0.58),
  "140": shapes.flats(look("#e9d2a6", "#c9a468")),
  "157": shapes.flats(look("#f0e3c0", "#cdb27c")),
  "164": shapes.croissant(look("#c98a45", "#8f5a26")),
  "171": shapes.ring(look("#b97a3d", "#e0b982")),
  "201": shapes.flats(look("#fbf7ea", "#c2b48f")),
};

const DAIRY = {
  "218": shapes.bottle(look("#fdfcf8", "#3f75a8"), "#3f75a8"),
  "225": shapes.bottle(look("#f6f4ec", "#8aa0ab"), "#b9b9b2"),
  "232": shapes.carton(look("#c9a468", "#6c8f4e")),
  "249": shapes.tub(look("#3f75a8", "#3f75a8")),
  "256": shapes.block(look("#e6c04a", "#f2dd8c")),
  "263": shapes.cheese(look("#e0a93a", "#c98d22")),
  "287": shapes.block(look("#e9e4d4", "#fdfcf8")),
  "294": shapes.tub(look("#b9748b", "#b9748b")),
  "300": shapes.eggs(),
};

const TINS = {
  "317": several(shapes.tin(look("#a83a2e", "#e9c9a0")), FOUR, 0.58),
  "324": several(shapes.tin(look("#3f7d86", "#d98a4a")), FOUR, 0.58),
  "331": shapes.tin(look("#c5473a", "#f2dcc0")),
  "348": shapes.tin(look("#c9a04a", "#f3e6c2")),
  "362": shapes.tin(look("#5f8a4a", "#e6c04a")),
  "379": shapes.flatTin(look("#3f75a8", "#f3e6d4")),
  "393": shapes.jar(look("#8a9a4a", "#4a5a2a")),
  "409": shapes.tin(look("#fdfcf8", "#6b4a2f")),
};

const DRINKS = {
  "416": shapes.bottle(look("#a9cdd4", "#2f75a0")),
  "430": shapes.bottle(look("#4a2a20", "#b3352f")),
  "447": shapes.bottle(look("#e9dd8a", "#7a9a3a")),
  "454": several(shapes.can(look("#c98a3a", "#f0dcae")), TWO, 0.76),
  "478": shapes.carton(look("#e2953a", "#d0742a")),
  "485": shapes.carton(look("#9ab05a", "#5f8a3f")),
  "492": shapes.can(look("#2f5a6a", "#e0a94a")),
  "508": shapes.wine(look("#33402f", "#7a2636")),
};

const SNACKS = {
  "515": shapes.bag(look("#2f6a8a", "#d9b37a")),
  "522": shapes.bag(look("#c9748b", "#f6ecd6")),
  "539": shapes.bag(look("#c5473a", "#f0d48a")),
  "546": shapes.bag(look("#d98a2c", "#5f8a4a")),
  "560": shapes.windowBag(look("#7a4a2a", "#b9793f")),
  "577": shapes.windowBag(look("#3f6e63", "#e6d2a0")),
  "584": shapes.bar(look("#33304a", "#c9a468")),
  "591": shapes.bar(look("#7a5aa0", "#f0e3c8")),
  "607": put(shapes.block(look("#5a9a86", "#8cc4b0")), 10, 14, 0.8),
};

const PASTA = {
  "614": shapes.windowBag(look("#2f5a86", "#e0b95a"), "long"),
  "621": shapes.windowBag(look("#a83a2e", "#e9e2cc")),
  "638": shapes.windowBag(look("#3f7d5a", "#e0b95a"), "long"),
  "652": shapes.windowBag(look("#8a5b6a", "#d0743f")),
  "669": shapes.windowBag(look("#d0a53a", "#f0dca0"), "long"),
  "676": shapes.jar(look("#5f7f3a", "#3a4f2a")),
  "683": shapes.jar(look("#b83a2a", "#2f5a3a")),
  "690": shapes.wine(look("#a8a43a", "#3f5a2a")),
};

const PRODUCE = {
  "713": more.potatoes(),
  "720": more.carrots(),
  "737": more.apple("#b9433a"),
  "744": more.bananas(),
  "751": more.tomatoes(),
  "768": more.cucumber(),
  "782": more.leaves("#4f7f3f"),
  "799": more.lemons(),
  "805": more.avocado(),
};

const HOUSEHOLD = {
  "812": more.paperRoll(look("#f3efe4", "#b9c9c0")),
  "829": shapes.box(look("#4a6fa8", "#f0e9d4")),
  "836": more.squeezed(look("#7aa83f", "#4a7a2a")),
  "850": more.paperRoll(look("#4a4a45", "#77766c")),
  "867": more.sponges(),
  "874": more.spray(look("#7fb0c0", "#c5573a")),
  "881": more.tealight(),
  "898": more.matches(),
  "904": more.batteries(),
};

const CARE = {
  "911": more.squeezed(look("#5a94a8", "#2f5f73")),
  "928": more.pump(look("#b98aa0", "#7a4a63")),
  "935": more.tube(look("#c9dde0", "#3f8a94")),
  "942": more.toothbrush(),
  "959": more.pump(look("#d9c49a", "#8a6a3a")),
  "966": more.tissues(),
  "980": more.tube(look("#e6b04a", "#c9742a")),
  "1000": shapes.can(look("#e9e6dc", "#6a8aa0")),
};

export const DRAWINGS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ ...BREAKFAST, ...BREAD, ...DAIRY, ...TINS, ...DRINKS, ...SNACKS },
    ...{ ...PASTA, ...PRODUCE, ...HOUSEHOLD, ...CARE },
  }),
);
