import { LanguageChoice } from "@saunter/ui/components/language-choice";
import { useLocale } from "@saunter/ui/components/locale";
import { Money } from "@saunter/ui/components/money";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { formatMoney } from "@saunter/ui/format";
import { theFacts } from "../facts.ts";
import { CardStep } from "../parts/join-steps.tsx";
import { PasskeySignIn } from "../parts/passkey-sign-in.tsx";
import { ReleaseText } from "../parts/release-text.tsx";
import { api } from "../session.ts";
import { chooseWords, words } from "../words.ts";

interface WelcomePageProps {
  /** A card is kept, and its owner is about to be signed in. */
  readonly onKept: () => void;
}

/** What this shop is, what is held and recorded, and how to come in. */
export function WelcomePage({ onKept }: WelcomePageProps) {
  const t = words.texts.welcome;
  const { shop, terms } = theFacts();
  const hasCode = terms.methods.includes("qr") || terms.methods.includes("passkey");
  const canJoin = hasCode && shop.cards.kind !== "none";
  return (
    <div class="stack roomy">
      <h1 class="headline">
        {t.headline.map((part) => (
          <span key={part}>{part}</span>
        ))}
      </h1>
      {terms.isOpen ? null : <p class="note warning">{words.texts.closed}</p>}
      <ol class="steps">
        {t.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <Hold />
      {canJoin ? (
        <section class="stack">
          <h2>{t.join}</h2>
          <div>
            <h3>{words.texts.join.card}</h3>
            <p>{words.texts.join.cardText}</p>
          </div>
          <CardStep onKept={onKept} />
        </section>
      ) : null}
      <OtherWays canJoin={canJoin} />
      <Recorded />
      <LanguageChoice
        label={words.texts.language}
        language={words.choice.value!.language}
        onChoice={(language) => void chooseWords(language)}
      />
    </div>
  );
}

function OtherWays({ canJoin }: { readonly canJoin: boolean }) {
  const t = words.texts.welcome;
  const { terms } = theFacts();
  return (
    <div class="stack">
      <PasskeySignIn />
      {terms.methods.includes("card") ? (
        <p class="soft small">{canJoin ? t.byCard : t.cannotJoin}</p>
      ) : null}
    </div>
  );
}

/** What is held at entry and when it is let go, before anybody comes in. */
export function Hold() {
  const t = words.texts.welcome;
  const { locale } = useLocale();
  const { holdMinor, currency } = theFacts().terms;
  if (holdMinor === 0) return <p class="soft">{t.nothingHeld}</p>;
  return (
    <section class="hold">
      {/* The sentence says the amount. */}
      <p class="figure" aria-hidden="true">
        <Money amountMinor={holdMinor} currency={currency} />
      </p>
      <p>
        {t.held(formatMoney(holdMinor, currency, locale))}{" "}
        <span class="soft">
          <ReleaseText />
        </span>
      </p>
    </section>
  );
}

function Recorded() {
  const t = words.texts.welcome;
  const { locale } = useLocale();
  const { value } = useLoaded(
    (signal) => api.call("GET /v1/notice", { query: { locale }, signal }),
    [locale],
  );
  return (
    <section class="stack tight">
      <h2>{t.recorded}</h2>
      {value === null ? (
        // Without a network the notice of last time, in the shop's language.
        <p dir="auto" lang={theFacts().shop.locale}>
          {theFacts().terms.notice}
        </p>
      ) : (
        value.sentences.map((sentence) => <p key={sentence}>{sentence}</p>)
      )}
      <p>
        <a href="/shop/kept">{t.kept}</a>
      </p>
    </section>
  );
}
