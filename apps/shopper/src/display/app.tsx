import { LocaleProvider } from "@saunter/ui/components/locale";
import { Bones } from "@saunter/ui/components/notes";
import { chooseLanguage, directionOf, type Language } from "@saunter/ui/i18n";
import { findProblemTexts, setProblemTexts } from "@saunter/ui/tell-problem";
import { useEffect, useState } from "preact/hooks";
import { useAwake } from "../use-awake.ts";
import { chooseLanguages } from "./choose-languages.ts";
import { GateScreen } from "./gate-screen.tsx";
import { isNight } from "./is-night.ts";
import { deviceKey, facts, findFacts, isLost } from "./session.ts";
import { SetUp } from "./set-up.tsx";
import { DISPLAY_WORDS } from "./words.ts";

/** How long a language is shown: time to read it. */
const LANGUAGE_MS = 12_000;
const FACTS_EVERY_MS = 10_000;
const NIGHT_EVERY_MS = 60_000;

/** The display at an entrance; at a gate where its address names one. */
export function App() {
  const search = new URLSearchParams(location.search);
  const gateId = search.get("gate");
  useEvery(FACTS_EVERY_MS, () => void findFacts());
  useNight(search.get("theme"));
  useAwake();
  if (facts.value === null) return <Starting />;
  if (gateId !== null && deviceKey.value === null) return <SetUpAlone gateId={gateId} />;
  return <Turning gateId={gateId} wanted={search.get("languages")} />;
}

/** Calls `act` now and then again and again. */
function useEvery(everyMs: number, act: () => void): void {
  useEffect(() => {
    act();
    const timer = setInterval(act, everyMs);
    return () => clearInterval(timer);
  }, []);
}

/** Dark at night, unless the address says otherwise. */
function useNight(theme: string | null): void {
  const timeZone = facts.value?.shop.timeZone;
  useEffect(() => {
    const set = (): void => {
      const night = timeZone !== undefined && isNight(Date.now(), timeZone);
      document.documentElement.dataset.theme = theme ?? (night ? "dark" : "light");
    };
    set();
    const timer = setInterval(set, NIGHT_EVERY_MS);
    return () => clearInterval(timer);
  }, [timeZone, theme]);
}

/** Staff set it up: in their browser's language. */
function SetUpAlone({ gateId }: { readonly gateId: string }) {
  const { shop } = facts.value!;
  const { language, locale } = chooseLanguage([...navigator.languages, shop.locale]);
  useDocument(language, shop.name);
  useEffect(() => {
    const { tryAgain } = findProblemTexts();
    setProblemTexts(() => ({ tryAgain, words: DISPLAY_WORDS[language].problems }));
  }, [language]);
  return (
    <LocaleProvider value={{ locale, timeZone: shop.timeZone }}>
      <SetUp gateId={gateId} language={language} />
    </LocaleProvider>
  );
}

function useDocument(language: Language, title: string): void {
  useEffect(() => {
    document.title = title;
    document.documentElement.lang = language;
    document.documentElement.dir = directionOf(language);
  }, [language, title]);
}

interface TurningProps {
  readonly gateId: string | null;
  readonly wanted: string | null;
}

/** One language after the other. */
function Turning({ gateId, wanted }: TurningProps) {
  const { shop } = facts.value!;
  const languages = chooseLanguages(shop.locale, wanted);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTurn((last) => last + 1), LANGUAGE_MS);
    return () => clearInterval(timer);
  }, []);
  const language = languages[turn % languages.length] as Language;
  useDocument(language, shop.name);
  return (
    <LocaleProvider value={{ locale: language, timeZone: shop.timeZone }}>
      <div class="display">
        <LostBar language={language} />
        <GateScreen gateId={gateId} language={language} languages={languages} />
      </div>
    </LocaleProvider>
  );
}

function LostBar({ language }: { readonly language: Language }) {
  return (
    <div role="status" class="display-lost">
      {isLost.value ? <p class="connection">{DISPLAY_WORDS[language].lost}</p> : null}
    </div>
  );
}

function Starting() {
  const { language } = chooseLanguage(navigator.languages);
  return (
    <main class="display-alone" aria-busy={!isLost.value}>
      {isLost.value ? <p class="note warning">{DISPLAY_WORDS[language].lost}</p> : <Bones />}
    </main>
  );
}
