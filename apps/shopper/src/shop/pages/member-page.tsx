import type { Answer } from "@saunter/client/api";
import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { Field } from "@saunter/ui/components/field";
import { useLocale } from "@saunter/ui/components/locale";
import { Bones } from "@saunter/ui/components/notes";
import { QrCode } from "@saunter/ui/components/qr-code";
import { toast } from "@saunter/ui/components/toasts";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { formatMoney, formatTime } from "@saunter/ui/format";
import { useEffect, useState } from "preact/hooks";
import { findKeptCard, forgetCard, type KeptCard, keepCard, keptCard } from "../member-card.ts";
import { EmailField } from "../parts/email-field.tsx";
import { Form } from "../parts/form.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { api } from "../session.ts";
import { words } from "../words.ts";

type Offer = Answer<"GET /v1/me/membership">;
type Rule = NonNullable<Offer["rule"]>;
type Shown = Answer<"POST /v1/me/membership/show">;
type Member = NonNullable<Shown["member"]>;
type Cause = NonNullable<Shown["cause"]>;

const CARD_CHARS_MAX = 40;
const NAME_CHARS_MAX = 100;

/** Joining the shop's chain as a member, what is stored of one, and leaving. */
export function MemberPage() {
  const t = words.texts.member;
  useEffect(findKeptCard, []);
  const { value, problem, reload } = useLoaded(
    (signal) => api.call("GET /v1/me/membership", { signal }),
    [],
  );
  const card = keptCard.value;
  return (
    <div class="stack roomy">
      <h1>{t.title}</h1>
      {value === null ? (
        problem === null ? (
          <Bones lines={6} />
        ) : (
          <Refusal problem={problem} onRetry={reload} />
        )
      ) : card === null ? (
        <NoCard offer={value} />
      ) : (
        <OneCard key={card.number} card={card} rule={value.rule} />
      )}
      <Stored />
    </div>
  );
}

function Stored() {
  const t = words.texts.member;
  return (
    <section class="card pad stack">
      <h2>{t.stored}</h2>
      <ul class="stack tight member-facts">
        {t.facts.map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
    </section>
  );
}

function CauseNote({ cause }: { readonly cause: Cause | null }) {
  if (cause === null) return null;
  return (
    <p class="note warning" role="alert">
      {words.texts.member.causes[cause]}
    </p>
  );
}

function NoCard({ offer }: { readonly offer: Offer }) {
  const t = words.texts.member;
  return (
    <>
      {offer.rule === null ? (
        <p class="note">{offer.isOffered ? t.closed : t.away}</p>
      ) : (
        <JoinSection rule={offer.rule} />
      )}
      {offer.isOffered ? <OwnCardSection /> : null}
    </>
  );
}

function JoinSection({ rule }: { readonly rule: Rule }) {
  const t = words.texts.member;
  const { locale } = useLocale();
  const [cause, setCause] = useState<Cause | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const money = (minor: number): string => formatMoney(minor, rule.currency, locale);
  const join = async (): Promise<void> => {
    setProblem(null);
    const { card, cause: why } = await api.call("POST /v1/me/membership/join");
    setCause(why);
    if (card !== null) keepCard(card);
  };
  return (
    <section class="card pad stack">
      <p>{t.text}</p>
      <p>
        {t.rule(
          ...([t.points(rule.earnedPoints), money(rule.perMinor)] as const),
          ...([t.points(rule.pointsPerMinor), money(1)] as const),
        )}
      </p>
      <p>{t.noName}</p>
      <CauseNote cause={cause} />
      <Refusal problem={problem} />
      <Button kind="main" class="wide" onPress={join} onProblem={setProblem}>
        {t.join}
      </Button>
    </section>
  );
}

/** For whoever has a card already: it is kept on this phone. */
function OwnCardSection() {
  const t = words.texts.member;
  const [number, setNumber] = useState("");
  const [code, setCode] = useState("");
  const [cause, setCause] = useState<Cause | null>(null);
  const show = async (): Promise<void> => {
    const card = { number: number.trim(), code: code.trim() };
    const { cause: why } = await api.call("POST /v1/me/membership/show", { body: card });
    setCause(why);
    if (why === null) keepCard(card);
  };
  const isReady = number.trim() !== "" && code.trim() !== "";
  const plain = { dir: "ltr", autoComplete: "off", maxLength: CARD_CHARS_MAX } as const;
  return (
    <section class="card pad stack">
      <h2>{t.have}</h2>
      <Form label={t.show} onSubmit={show} isQuiet={!isReady}>
        <Field label={t.number} inputMode="numeric" value={number} onValue={setNumber} {...plain} />
        <Field label={t.code} value={code} onValue={setCode} {...plain} />
        <CauseNote cause={cause} />
      </Form>
    </section>
  );
}

interface OneCardProps {
  readonly card: KeptCard;
  /** Null: shoppers cannot join by themselves any more. */
  readonly rule: Rule | null;
}

function OneCard({ card, rule }: OneCardProps) {
  const t = words.texts.member;
  const { value, problem, reload } = useLoaded(
    (signal) => api.call("POST /v1/me/membership/show", { body: card, signal }),
    [card.number],
  );
  const groups = card.number.replaceAll(/\D/gu, "").replaceAll(/(\d{4})(?=\d)/gu, "$1 ");
  return (
    <>
      <section class="card pad stack">
        <div class="member-qr">
          <QrCode text={card.number} label={t.qr} />
        </div>
        <dl>
          <dt>{t.number}</dt>
          <dd>
            <code dir="ltr">{groups}</code>
          </dd>
          <dt>{t.code}</dt>
          <dd>
            <code dir="ltr">{card.code}</code>
          </dd>
        </dl>
        <p class="soft small">{t.writeDown}</p>
        {value === null ? null : <CauseNote cause={value.cause} />}
        {value?.member == null ? null : <Points member={value.member} rule={rule} />}
        {value === null ? <Refusal problem={problem} onRetry={reload} /> : null}
      </section>
      {value?.member == null ? null : <PersonSection card={card} member={value.member} />}
      <EndSection card={card} />
    </>
  );
}

function Points({ member, rule }: { readonly member: Member; readonly rule: Rule | null }) {
  const t = words.texts.member;
  const { locale, timeZone } = useLocale();
  const points = t.points(member.points);
  const worthMinor = rule === null ? null : Math.floor(member.points / rule.pointsPerMinor);
  return (
    <>
      <p>
        <strong>
          {rule === null || worthMinor === null
            ? points
            : t.balance(points, formatMoney(worthMinor, rule.currency, locale))}
        </strong>
      </p>
      {member.owed === 0 ? null : <p>{t.owed(t.points(member.owed))}</p>}
      <p class="soft small">{t.since(formatTime(member.joinedMs, "date", locale, timeZone))}</p>
    </>
  );
}

function PersonSection({ card, member }: { readonly card: KeptCard; readonly member: Member }) {
  const t = words.texts.member;
  const [name, setName] = useState(member.name ?? "");
  const [email, setEmail] = useState(member.email ?? "");
  const [cause, setCause] = useState<Cause | null>(null);
  const save = async (): Promise<void> => {
    const person = { name: name.trim() || null, email: email.trim() || null };
    const body = { ...card, ...person };
    const { cause: why } = await api.call("POST /v1/me/membership/change", { body });
    setCause(why);
    if (why === null) toast(t.saved);
  };
  return (
    <section class="card pad stack">
      <h2>{t.person}</h2>
      <p class="soft small">{t.personText}</p>
      <Form label={t.save} onSubmit={save}>
        <Field
          label={t.name}
          autoComplete="name"
          maxLength={NAME_CHARS_MAX}
          value={name}
          onValue={setName}
        />
        <EmailField label={t.email} value={email} onValue={setEmail} />
        <CauseNote cause={cause} />
      </Form>
    </section>
  );
}

function EndSection({ card }: { readonly card: KeptCard }) {
  const t = words.texts.member;
  const [isAsking, setAsking] = useState(false);
  const [cause, setCause] = useState<Cause | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const leave = async (): Promise<void> => {
    setProblem(null);
    const { cause: why } = await api.call("POST /v1/me/membership/leave", { body: card });
    setCause(why);
    if (why !== null) return;
    toast(t.left);
    forgetCard();
  };
  return (
    <section class="stack tight">
      <Button class="wide" onPress={forgetCard}>
        {t.hide}
      </Button>
      <Button kind="grave" class="wide" onPress={() => setAsking(true)}>
        {t.leave}
      </Button>
      <Dialog title={t.leaveTitle} isOpen={isAsking} onClose={() => setAsking(false)}>
        <p>{t.leaveText}</p>
        <CauseNote cause={cause} />
        <Refusal problem={problem} />
        <div class="row">
          <Button kind="grave" onPress={leave} onProblem={setProblem}>
            {t.leave}
          </Button>
          <Button onPress={() => setAsking(false)}>{words.texts.cancel}</Button>
        </div>
      </Dialog>
    </section>
  );
}
