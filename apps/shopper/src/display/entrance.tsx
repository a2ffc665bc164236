import type { EntryMethod } from "@saunter/protocol/entry-methods";
import { QrCode } from "@saunter/ui/components/qr-code";
import { ShopLogo } from "@saunter/ui/components/shop-logo";
import { Status } from "@saunter/ui/components/status";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { formatMoney } from "@saunter/ui/format";
import type { Language } from "@saunter/ui/i18n";
import { ENTRY_METHOD_ICONS, EntryMethodIcon } from "./icons.tsx";
import { findPhoneAddress, isOfThisMachine } from "./phone-address.ts";
import { api, facts } from "./session.ts";
import { DISPLAY_WORDS } from "./words.ts";

interface EntranceProps {
  readonly language: Language;
  /** Of the gate that the display stands at; null where it stands at none. */
  readonly inviteUrl: string | null;
}

const WAYS = Object.keys(ENTRY_METHOD_ICONS) as EntryMethod[];

/** Open or closed, how one comes in, and what is recorded: to be read from three metres. */
export function Entrance({ language, inviteUrl }: EntranceProps) {
  const t = DISPLAY_WORDS[language];
  const { shop, terms } = facts.value!;
  return (
    <div class={terms.isOpen ? "entrance" : "entrance closed"}>
      <header>
        <ShopLogo url={shop.brand.logoUrl} />
        <p class="shop-name clip" dir="auto">
          {shop.name}
        </p>
        <Status tone={terms.isOpen ? "sure" : "wrong"}>{terms.isOpen ? t.open : t.closed}</Status>
      </header>
      {terms.isOpen ? (
        <>
          <h1>
            {t.headline.map((part) => (
              <span key={part}>{part}</span>
            ))}
          </h1>
          <Ways language={language} />
          <Code language={language} inviteUrl={inviteUrl} />
        </>
      ) : (
        <h1>{t.closedText}</h1>
      )}
      <Notice language={language} />
    </div>
  );
}

function Ways({ language }: { readonly language: Language }) {
  const t = DISPLAY_WORDS[language];
  const { terms } = facts.value!;
  const ways = WAYS.filter((way) => terms.methods.includes(way));
  return (
    <div class="ways">
      <ul>
        {ways.map((way) => (
          <li key={way}>
            <EntryMethodIcon way={way} />
            <span>{t.ways[way]}</span>
          </li>
        ))}
      </ul>
      {terms.holdMinor === 0 ? null : (
        <p class="held">{t.held(formatMoney(terms.holdMinor, terms.currency, language))}</p>
      )}
    </div>
  );
}

function Code({ language, inviteUrl }: EntranceProps) {
  const t = DISPLAY_WORDS[language];
  const { shop } = facts.value!;
  const label = inviteUrl === null ? t.scan : t.scanPasskey;
  const url = inviteUrl ?? findPhoneAddress(shop.publicUrl, location.origin);
  return (
    <figure class="entrance-code">
      <QrCode text={url} label={label} />
      <figcaption>{label}</figcaption>
      {shop.isDemonstration && isOfThisMachine(url) ? (
        <p class="entrance-here">
          {t.onlyHere} <a href={url}>{t.openHere}</a>
        </p>
      ) : null}
    </figure>
  );
}

function Notice({ language }: { readonly language: Language }) {
  const t = DISPLAY_WORDS[language];
  const { value } = useLoaded(
    (signal) => api.call("GET /v1/notice", { query: { locale: language }, signal }),
    [language],
  );
  // The notice of another language is none for whoever reads this one.
  const sentences = value?.language === language ? value.sentences : [];
  return (
    <section class="notice">
      <h2>{t.recorded}</h2>
      <p>{sentences.join(" ")}</p>
    </section>
  );
}
