/** The pages that people look at: files that were built for the browser, and where each is found. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import { formatPolicy } from "@saunter/server/http/format-policy";
import { addAssets, findPageFile, sendPage } from "@saunter/server/http/serve-pages";
import type { FastifyInstance } from "fastify";
import { showBrand } from "../brand/find-brand.ts";
import { makeAccent } from "../brand/make-accent.ts";
import type { ShopBrand } from "../config/shop-brand.ts";

/** Folders with the built pages; null leaves the shop without any. */
export interface ScreenFolders {
  readonly console: string;
  readonly shopper: string;
  /** The documentation's site, which need not be there. */
  readonly docs: string;
}

type ScreenFolder = "console" | "shopper";

interface Page {
  /** All addresses below it are the same page, which reads the address itself. */
  readonly prefix: string;
  readonly folder: ScreenFolder;
  readonly file: string;
}

const PAGES: readonly Page[] = [
  { prefix: "/console/", folder: "console", file: "main.html" },
  { prefix: "/shop/", folder: "shopper", file: "main.html" },
  { prefix: "/display/", folder: "shopper", file: "display.html" },
  { prefix: "/kiosk/", folder: "shopper", file: "kiosk.html" },
];

/** Of a demonstration alone, at the shop's own address: where one begins. */
const WELCOME: Omit<Page, "prefix"> = { folder: "console", file: "welcome.html" };

const ASSETS = [
  { prefix: "/console/assets/", folder: "console" },
  { prefix: "/shop/assets/", folder: "shopper" },
] as const;
/** Everything from the shop itself, and nothing within a page that is not a file. */
const POLICY: Readonly<Record<string, string>> = {
  "default-src": "'self'",
  "img-src": "'self' data: blob:",
  "style-src": "'self' 'unsafe-inline'",
  "form-action": "'self'",
};

/** Clips of reviews are got as bytes: what a player asks for by itself would outlive the page's session. */
const CONSOLE_POLICY: Readonly<Record<string, string>> = {
  ...POLICY,
  "media-src": "'self' blob:",
};

/** Stripe's field for cards, where shoppers sign up with it (https://docs.stripe.com/security/guide). */
const STRIPE_POLICY: Readonly<Record<string, string>> = {
  ...POLICY,
  "script-src": "'self' https://js.stripe.com",
  "connect-src": "'self' https://api.stripe.com",
  "frame-src": "https://js.stripe.com https://hooks.stripe.com",
};

export interface ScreenFacts {
  /** What the shop is called: phones keep its page under this name. */
  readonly name: string;
  readonly hasStripeField: boolean;
  readonly isDemonstration: boolean;
  /** What the shop looks like now. */
  readonly findBrand: () => ShopBrand;
}

/** Adds the pages to the shop's process. Throws where they have not been built. */
export async function addScreens(
  app: FastifyInstance,
  folders: Readonly<Record<ScreenFolder, string>>,
  { name, hasStripeField, isDemonstration, findBrand }: ScreenFacts,
): Promise<void> {
  for (const { folder, file } of isDemonstration ? [...PAGES, WELCOME] : PAGES) {
    const path = join(folders[folder], file);
    if (existsSync(path)) continue;
    throw new Error(`${path} is not there; build the pages: npm run screens`);
  }
  // Adds `sendFile` to replies; each folder is served from its own root below.
  await app.register(fastifyStatic, { root: folders.console, serve: false });
  for (const { prefix, folder } of ASSETS) {
    await addAssets(app, join(folders[folder], "assets"), prefix);
  }
  app.get("/", (_request, reply) =>
    isDemonstration
      ? sendPage(reply, folders[WELCOME.folder], WELCOME.file, formatPolicy(POLICY))
      : reply.redirect("/shop/", 302),
  );
  addManifest(app, "/shop/", name, findBrand);
  addManifest(app, "/console/", `${name} console`, findBrand);
  for (const page of PAGES) {
    addPage(app, folders[page.folder], page, formatPolicy(findPolicy(page, hasStripeField)));
  }
}

function findPolicy({ prefix }: Page, isStripes: boolean): Readonly<Record<string, string>> {
  if (prefix === "/console/") return CONSOLE_POLICY;
  return prefix === "/shop/" && isStripes ? STRIPE_POLICY : POLICY;
}

function addPage(app: FastifyInstance, root: string, { prefix, file }: Page, policy: string) {
  app.get(prefix.slice(0, -1), (_request, reply) => reply.redirect(prefix, 308));
  app.get<{ Params: { "*": string } }>(`${prefix}*`, (request, reply) => {
    return sendPage(reply, root, findPageFile(root, request.params["*"], file), policy);
  });
}

function addManifest(
  app: FastifyInstance,
  scope: string,
  name: string,
  findBrand: ScreenFacts["findBrand"],
): void {
  app.get(`${scope}manifest.webmanifest`, (_request, reply) =>
    reply
      .header("cache-control", "no-cache")
      .type("application/manifest+json")
      .send(JSON.stringify(makeManifest(scope, name, findBrand()))),
  );
}

/** What browsers need to keep a page like an app (https://www.w3.org/TR/appmanifest/). */
function makeManifest(scope: string, name: string, brand: ShopBrand) {
  const icon = (file: string, size: number, purpose: string) => ({
    src: `/shop/${file}.png`,
    sizes: `${size}x${size}`,
    type: "image/png",
    purpose,
  });
  return {
    id: scope,
    start_url: scope,
    scope,
    display: "standalone",
    name,
    short_name: name,
    background_color: "#f4f1ea",
    theme_color: brand.colour === null ? "#f4f1ea" : makeAccent(brand.colour).light,
    icons: [
      ...listLogoIcons(brand),
      icon("icon-192", 192, "any"),
      icon("icon-512", 512, "any"),
      icon("icon-maskable", 512, "maskable"),
    ],
  };
}

/** The logo where it is a square, as icons are; a phone's own shape is cut out of the others alone. */
function listLogoIcons(brand: ShopBrand) {
  const { logo } = brand;
  const { logoUrl } = showBrand(brand);
  if (logo === null || logo.sizePx === null || logoUrl === null) return [];
  const [width, height] = logo.sizePx;
  if (width !== height) return [];
  const sizes = logo.type === "image/svg+xml" ? "any" : `${width}x${height}`;
  return [{ src: logoUrl, sizes, type: logo.type, purpose: "any" }];
}
