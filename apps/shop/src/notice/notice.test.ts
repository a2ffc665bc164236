import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../config/load-config.ts";
import type { ShopConfig } from "../config/shop-config.ts";
import { listKept } from "./list-kept.ts";
import { formatPeriod, makeNotice } from "./make-notice.ts";
import { NOTICE_TEXTS } from "./notice-texts.ts";
import { renderSign } from "./render-sign.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PAGE_URL = "https://shop.example/shop/";

const file = new URL("../../../../examples/shop.yaml", import.meta.url);
const loaded = loadConfig(fileURLToPath(file), {});
if (!loaded.ok) throw new Error("the example is not good");
const { config: EXAMPLE } = loaded;
const REAL: ShopConfig = {
  ...EXAMPLE,
  source: { kind: "recording", folder: "f", speed: 1 },
};

const enter = (entry: Partial<ShopConfig["entry"]>): ShopConfig => ({
  ...REAL,
  entry: { ...REAL.entry, qr: null, card: null, badge: null, passkey: null, ...entry },
});
/** Clips are of picks before cameras: a shop that has both. */
const FILMED: ShopConfig = {
  ...REAL,
  source: {
    kind: "cameras",
    platesFolder: "day",
    cameras: { cameras: [{ camera: {} }] } as never,
  },
};
const kindsOf = (config: ShopConfig) => listKept(config).map(({ kind }) => kind);

describe("what is kept", () => {
  const ALWAYS = ["positions", "evidence-doubtful", "evidence-curve", "visit"];

  it("is what the configured entry methods need, and nothing else", () => {
    expect(kindsOf(enter({}))).toEqual(ALWAYS);
    expect(kindsOf(enter({ card: { terminal: "simulator" } }))).toEqual([...ALWAYS, "card"]);
    expect(kindsOf(enter({ qr: { signingKey: null } }))).toEqual([...ALWAYS, "account", "session"]);
    const passkey = { rpId: "shop.example", origin: "https://shop.example" };
    expect(kindsOf(enter({ passkey }))).toEqual([...ALWAYS, "account", "passkey", "session"]);
    const hashKey = { source: "x", reveal: () => "x" };
    expect(kindsOf(enter({ badge: { hashKey } }))).toEqual([...ALWAYS, "badge"]);
    const mail = {
      from: "a@b.example",
      host: "h",
      port: 25,
      security: "tls",
      login: null,
    } as const;
    expect(kindsOf({ ...enter({}), mail })).toEqual([...ALWAYS, "mail-address", "mail"]);
    // An address is kept for as long as a mail is tried again: 41 hours and 21 minutes.
    expect(listKept({ ...REAL, ...enter({}), mail })).toContainEqual({
      kind: "mail-address",
      until: { kind: "until-sent", durationMs: 2 * DAY_MS },
    });
  });

  it("is kept for as long as the configuration says", () => {
    const policies = { ...REAL.policies, evidenceKeepDays: 99 };
    const until = new Map(listKept({ ...REAL, policies }).map((row) => [row.kind, row.until]));
    expect(until.get("positions")).toEqual({ kind: "visit" });
    expect(until.get("evidence-curve")).toEqual({ kind: "after-exit", durationMs: 99 * DAY_MS });
    const { reviewWithinMin, finalWithinMs } = policies;
    const durationMs = finalWithinMs + reviewWithinMin * 60_000 + HOUR_MS;
    expect(until.get("evidence-doubtful")).toEqual({ kind: "after-exit", durationMs });
    const dispute = { ...REAL, policies: { ...policies, positionsKept: "dispute" } } as const;
    expect(kindsOf(dispute)).toContain("evidence-positions");
    expect(kindsOf(dispute)).not.toContain("evidence-doubtful");
  });
});

describe("the notice", () => {
  const tell = (policies: Partial<ShopConfig["policies"]>, locale = "en-GB", shop = FILMED) =>
    makeNotice({ ...shop, policies: { ...shop.policies, ...policies } }, locale);

  it("says what is kept of positions, and for how long", () => {
    expect(tell({ positionsKept: "dispute" }).sentences.join(" ")).toContain(
      "we delete them no later than 31 days after you leave",
    );
    const review = tell({}).sentences.join(" ");
    expect(review).toContain("a pick that our staff have to check");
    expect(review).toContain("We delete those no later than 2 hours after you leave");
  });

  it("says what is kept of pictures where clips are, and that none are where they are not", () => {
    for (const { language, never, neverButClips } of NOTICE_TEXTS) {
      const [off, on] = [tell({}, language), tell({ clips: "doubtful" }, language)];
      expect(off.sentences).toContain(never);
      expect(on.sentences).toContain(neverButClips);
      expect(on.sentences).toHaveLength(off.sentences.length + 1);
      const kinds = on.kept.map(({ kind }) => kind);
      expect(kinds).toContain("evidence-clip");
      expect(off.kept.map(({ kind }) => kind)).not.toContain("evidence-clip");
      const policies = { ...FILMED.policies, clips: "doubtful" } as const;
      const sign = renderSign({ ...FILMED, policies }, PAGE_URL, language);
      expect(sign).not.toContain(never);
      expect(sign.split(neverButClips)).toHaveLength(3);
    }
    expect(tell({ clips: "doubtful" }).sentences.join(" ")).toContain(
      "Only reviewers see it, and we delete it no later than 2 hours after you leave",
    );
  });

  it.each([
    ["cameras beside which nothing is weighed", { ...FILMED.source, platesFolder: null }],
    ["no cameras", REAL.source],
  ])("says that no picture is kept where there are %s, whatever the policy is", (_, source) => {
    const shop = { ...FILMED, source } as ShopConfig;
    for (const { language, never, neverButClips } of NOTICE_TEXTS) {
      expect(tell({ clips: "doubtful" }, language, shop)).toEqual(tell({}, language, shop));
      const policies = { ...shop.policies, clips: "doubtful" } as const;
      const sign = renderSign({ ...shop, policies }, PAGE_URL, language);
      expect(sign.split(never)).toHaveLength(3);
      expect(sign).not.toContain(neverButClips);
    }
  });

  it("never rounds a period down", () => {
    expect(formatPeriod(2 * DAY_MS, "en")).toBe("2 days");
    expect(formatPeriod(2 * DAY_MS + 1, "en")).toBe("3 days");
    expect(formatPeriod(DAY_MS, "en")).toBe("24 hours");
    expect(formatPeriod(DAY_MS - 1, "en")).toBe("24 hours");
  });

  it("says that a simulated shop is one", () => {
    expect(makeNotice(EXAMPLE, "en-GB").sentences[0]).toContain("simulated");
    expect(makeNotice(REAL, "en-GB").sentences.join(" ")).not.toContain("simulated");
  });

  it("is in the language that is asked for, with its direction", () => {
    const told = ["en-US", "en-AU", "de-AT", "ar-EG", "fr"].map((locale) =>
      makeNotice(REAL, locale),
    );
    expect(told.map(({ language }) => language)).toEqual(["en-US", "en-GB", "de", "ar", "en-GB"]);
    expect(told.map(({ direction }) => direction)).toEqual(["ltr", "ltr", "ltr", "rtl", "ltr"]);
  });

  it("has every row in every language, in words of its own", () => {
    const policies = { ...EXAMPLE.policies, clips: "doubtful" } as const;
    const { source } = FILMED;
    const full = { ...EXAMPLE, source, policies, entry: { ...EXAMPLE.entry, badge: null } };
    const [british, , ...others] = NOTICE_TEXTS.map(({ language }) => makeNotice(full, language));
    for (const other of others) {
      expect(other.kept.map(({ kind }) => kind)).toEqual(british!.kept.map(({ kind }) => kind));
      for (const [at, row] of other.kept.entries()) {
        const { what, why, until } = british!.kept[at]!;
        expect([row.what, row.why, row.until]).not.toEqual(
          expect.arrayContaining([expect.stringMatching(/^$/)]),
        );
        expect(row.what).not.toBe(what);
        expect(row.why).not.toBe(why);
        expect(row.until).not.toBe(until);
      }
    }
  });
});

describe("the sign", () => {
  it("shows the entry methods, what is held, and where phones go", () => {
    const html = renderSign(enter({ card: { terminal: "simulator" } }), PAGE_URL, "en-GB");
    expect(html).toContain("Hold your card to the reader");
    expect(html).not.toContain("passkey");
    expect(html).toContain(`href="${PAGE_URL}"`);
    expect(html).toContain("We hold £20.00 on your card");
    expect(html).toContain(REAL.entry.hold!.releaseText);
    expect(html).toContain('<bdi lang="en-GB">');
    const hold = { ...REAL.entry.hold!, releaseTexts: [{ language: "de", text: "beim Gehen" }] };
    const german = renderSign(enter({ hold }), PAGE_URL, "de-AT");
    expect(german).toContain('<bdi lang="de">beim Gehen</bdi>');
    // What there is in no other language is marked as what it is.
    const arabic = renderSign(enter({ hold }), PAGE_URL, "ar");
    expect(arabic).toContain(`<bdi lang="en-GB">${hold.releaseText}</bdi>`);
    expect(renderSign(enter({ hold: null }), PAGE_URL, "en-GB")).not.toContain("We hold");
  });

  it("has the table of what is kept, a row for each", () => {
    const html = renderSign(REAL, PAGE_URL, "de");
    expect(html.match(/<th scope="row">/g)).toHaveLength(listKept(REAL).length);
    expect(html).toContain("Was wir speichern, wozu und wie lange");
  });

  it("takes a shop's name for text, whatever stands in it", () => {
    const shop = { ...REAL.shop, name: '<img src="x">' };
    const html = renderSign({ ...REAL, shop }, PAGE_URL, "en-GB");
    expect(html).not.toContain("<img");
    expect(html).toContain("&lt;img");
  });
});
