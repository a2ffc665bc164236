/** What the global search looks through: each kind of thing by its own route, as far as the roles allow. */

import type { Locale } from "@saunter/ui/components/locale";
import { formatMoney, formatRecent } from "@saunter/ui/format";
import { api, hasRole } from "../session.ts";
import { currencyOf, shop } from "../shop.ts";
import type { ConsoleWords } from "../words/british.ts";
import { namePage, words } from "../words.ts";
import { hrefOf, isThere, PAGES } from "./pages.ts";

type Group = keyof ConsoleWords["search"]["groups"];

export interface Found {
  readonly group: Group;
  readonly href: string;
  readonly title: string;
  /** What tells it from others of that title. */
  readonly detail: string;
}

export interface Asked extends Locale {
  readonly text: string;
  readonly nowMs: number;
  readonly signal: AbortSignal;
}

type Source = (asked: Asked) => Promise<readonly Found[]>;

const FOUND_MAX = 5;

/** Those that whoever is signed in may ask. */
export function listSources(): readonly Source[] {
  return [
    ...(hasRole("operator", "reviewer", "clerk") ? [findReceipts] : []),
    ...(hasRole("operator") ? [findGoods, findPeople] : []),
    ...(hasRole("operator", "reviewer") && shop.value!.hasDevices ? [findDevices] : []),
  ];
}

/** Pages by their name in English or in the language that is shown. */
export function findPages(text: string): Found[] {
  return PAGES.filter(
    (page) => isThere(page) && hasRole(...page.roles) && !/:\w+(\/|$)/.test(page.path),
  )
    .map((page) => ({
      group: "pages" as const,
      href: hrefOf(page),
      title: namePage(page.name),
      detail: "",
      names: [page.name, namePage(page.name)],
    }))
    .filter(({ names }) => names.some((name) => includes(name, text)))
    .slice(0, FOUND_MAX)
    .map(({ names: _, ...found }) => found);
}

/** Receipts, and the visits that they are of, which clerks do not see. */
async function findReceipts({ text, nowMs, signal, locale, timeZone }: Asked): Promise<Found[]> {
  const query = { search: text, limit: FOUND_MAX };
  const { items } = await api.call("GET /v1/receipts", { query, signal });
  const t = words.texts.search;
  const rows = items.map(({ visitId, documentNumber, totalMinor, currency, draftedMs }) => ({
    visitId,
    title: documentNumber === null ? t.draft : t.receipt(documentNumber),
    total: formatMoney(totalMinor, currency, locale),
    when: formatRecent(draftedMs, nowMs, locale, timeZone),
  }));
  return [
    ...rows.map(({ visitId, title, total, when }) => ({
      group: "receipts" as const,
      href: `/console/receipts?of=${visitId}`,
      title,
      detail: `${total}, ${when}`,
    })),
    ...(hasRole("operator", "reviewer") ? rows : []).map(({ visitId, total, when }) => ({
      group: "visits" as const,
      href: `/console/visits/${visitId}`,
      title: t.visit,
      detail: `${when}, ${total}`,
    })),
  ];
}

async function findGoods({ text, signal, locale }: Asked): Promise<Found[]> {
  const query = { search: text, limit: FOUND_MAX };
  const { items } = await api.call("GET /v1/products", { query, signal });
  return items.map(({ gtin, name, unitMinor }) => ({
    group: "goods",
    href: `/console/goods/catalogue?search=${gtin}`,
    title: name,
    detail: [
      gtin,
      ...(unitMinor === null ? [] : [formatMoney(unitMinor, currencyOf(), locale)]),
    ].join(", "),
  }));
}

async function findPeople({ text, signal }: Asked): Promise<Found[]> {
  const { items } = await api.call("GET /v1/users", { query: { limit: 200 }, signal });
  return items
    .filter(({ name }) => includes(name, text))
    .slice(0, FOUND_MAX)
    .map(({ name, roles }) => ({
      group: "people",
      href: "/console/people",
      title: name,
      detail: roles.join(", "),
    }));
}

async function findDevices({ text, signal }: Asked): Promise<Found[]> {
  const { devices } = await api.call("GET /v1/devices", { signal });
  return devices
    .filter(({ deviceId }) => includes(deviceId, text))
    .slice(0, FOUND_MAX)
    .map(({ deviceId }) => ({
      group: "devices",
      href: `/console/devices/${deviceId}`,
      title: deviceId,
      detail: "",
    }));
}

function includes(name: string, text: string): boolean {
  return name.toLowerCase().includes(text.toLowerCase());
}
