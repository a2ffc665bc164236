import type { Answer } from "@saunter/client/api";
import { type Problem, toProblem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { LanguageChoice } from "@saunter/ui/components/language-choice";
import { Bones } from "@saunter/ui/components/notes";
import { toast } from "@saunter/ui/components/toasts";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import type { Language } from "@saunter/ui/i18n";
import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { theFacts } from "../facts.ts";
import { findKeptCard, forgetCard, keptCard } from "../member-card.ts";
import { CardForm } from "../parts/card-form.tsx";
import { EmailField } from "../parts/email-field.tsx";
import { Form } from "../parts/form.tsx";
import { OtherPhones } from "../parts/other-phones.tsx";
import { OwnData } from "../parts/own-data.tsx";
import { Passkeys } from "../parts/passkeys.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { api, leave, signOut } from "../session.ts";
import { chooseWords, words } from "../words.ts";

type Data = Answer<"GET /v1/me/data">;

/** What somebody can change of what is kept of them, see of it, and delete. */
export function YouPage() {
  const t = words.texts.you;
  const { value, problem, reload } = useLoaded(
    (signal) => api.call("GET /v1/me/data", { signal }),
    [],
  );
  return (
    <div class="stack roomy">
      <h1>{t.title}</h1>
      {value === null ? (
        problem === null ? (
          <Bones lines={8} />
        ) : (
          <Refusal problem={problem} onRetry={reload} />
        )
      ) : (
        <>
          <CardSection lastFour={readField(value, "card_last_four")} onChanged={reload} />
          {theFacts().shop.sendsMail ? (
            <EmailSection email={readField(value, "email")} onChanged={reload} />
          ) : null}
          <MemberSection />
          <LanguageSection />
          {theFacts().terms.methods.includes("passkey") ? <Passkeys /> : null}
          <OtherPhones />
          <OwnData data={value} />
        </>
      )}
      <EndSection />
    </div>
  );
}

function readField({ kept }: Data, field: string): string | null {
  const fact = kept.find((one) => one.table === "customers" && one.field === field);
  return fact?.value == null ? null : String(fact.value);
}

interface CardSectionProps {
  readonly lastFour: string | null;
  readonly onChanged: () => void;
}

function CardSection({ lastFour, onChanged }: CardSectionProps) {
  const t = words.texts.you;
  const [isChanging, setChanging] = useState(false);
  return (
    <section class="card pad stack">
      <h2>{t.card}</h2>
      {isChanging ? (
        <CardForm
          label={t.save}
          onCard={async (card) => {
            await api.call("POST /v1/me/details", { body: { card } });
            toast(t.cardChanged);
            setChanging(false);
            onChanged();
          }}
        />
      ) : (
        <div class="row apart">
          <span>{lastFour === null ? t.noCard : t.ending(lastFour)}</span>
          <Button onPress={() => setChanging(true)}>{t.changeCard}</Button>
        </div>
      )}
    </section>
  );
}

interface EmailSectionProps {
  readonly email: string | null;
  readonly onChanged: () => void;
}

function EmailSection({ email, onChanged }: EmailSectionProps) {
  const t = words.texts.you;
  const [text, setText] = useState(email ?? "");
  const isSame = text.trim() === (email ?? "");
  const save = async (): Promise<void> => {
    const wanted = text.trim();
    await api.call("POST /v1/me/details", { body: { email: wanted === "" ? null : wanted } });
    toast(t.saved);
    onChanged();
  };
  return (
    <section class="card pad">
      <Form label={t.save} onSubmit={save} isQuiet={isSame}>
        <EmailField label={t.email} placeholder={t.noEmail} value={text} onValue={setText} />
      </Form>
    </section>
  );
}

/** Nothing where the shop belongs to no chain, and no card is kept here. */
function MemberSection() {
  const t = words.texts.member;
  useEffect(findKeptCard, []);
  const { value } = useLoaded((signal) => api.call("GET /v1/me/membership", { signal }), []);
  if (value?.isOffered !== true && keptCard.value === null) return null;
  return (
    <section class="card pad stack">
      <h2>{t.title}</h2>
      <p>{t.text}</p>
      <a href="/shop/member">{t.open}</a>
    </section>
  );
}

function LanguageSection() {
  const choose = async (language: Language): Promise<void> => {
    const { locale } = await chooseWords(language);
    // Receipts come in it, too.
    await api.call("POST /v1/me/details", { body: { locale } });
  };
  return (
    <section class="card pad">
      <LanguageChoice
        label={words.texts.language}
        language={words.choice.value!.language}
        onChoice={(language) => void choose(language).catch(toProblem)}
      />
    </section>
  );
}

function EndSection() {
  const t = words.texts.you;
  const { route } = useLocation();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isAsking, setAsking] = useState(false);
  const forget = async (): Promise<void> => {
    setProblem(null);
    await api.call("POST /v1/me/forget");
    forgetCard();
    await leave();
    toast(t.forgotten);
    route("/shop/", true);
  };
  const end = async (): Promise<void> => {
    await signOut();
    route("/shop/", true);
  };
  return (
    <section class="stack tight">
      <Button class="wide" onPress={end} onProblem={setProblem}>
        {t.signOut}
      </Button>
      <Button kind="grave" class="wide" onPress={() => setAsking(true)}>
        {t.forget}
      </Button>
      {isAsking ? null : <Refusal problem={problem} />}
      <Dialog title={t.forgetTitle} isOpen={isAsking} onClose={() => setAsking(false)}>
        <p>{t.forgetText}</p>
        {keptCard.value === null ? null : <p>{words.texts.member.stays}</p>}
        <Refusal problem={problem} />
        <div class="row">
          <Button kind="grave" onPress={forget} onProblem={setProblem}>
            {t.forget}
          </Button>
          <Button onPress={() => setAsking(false)}>{words.texts.cancel}</Button>
        </div>
      </Dialog>
    </section>
  );
}
