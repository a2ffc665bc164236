import { type Problem, toProblem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { ConnectionBar } from "@saunter/ui/components/connection-bar";
import { LanguageChoice } from "@saunter/ui/components/language-choice";
import { LocaleProvider } from "@saunter/ui/components/locale";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { ShopLogo } from "@saunter/ui/components/shop-logo";
import { chooseLanguage, type Language } from "@saunter/ui/i18n";
import { useEffect, useState } from "preact/hooks";
import { CardScreen } from "./screens/card-screen.tsx";
import { ChooseScreen } from "./screens/choose-screen.tsx";
import { CodeScreen } from "./screens/code-screen.tsx";
import { DigitsScreen } from "./screens/digits-screen.tsx";
import { PayScreen } from "./screens/pay-screen.tsx";
import { ReceiptScreen } from "./screens/receipt-screen.tsx";
import { SetUpScreen } from "./screens/set-up-screen.tsx";
import { StartScreen } from "./screens/start-screen.tsx";
import { StillThere } from "./screens/still-there.tsx";
import { findShop, kiosk, shop } from "./session.ts";
import { goTo, step } from "./step.ts";
import { useIdle } from "./use-idle.ts";
import { useReachable } from "./use-reachable.ts";
import { words } from "./words.ts";

/** A public screen: whoever comes finds their receipt, pays it, goes, and leaves nothing behind. */
export function App() {
  const [problem, setProblem] = useState<Problem | null>(null);
  const start = async (): Promise<void> => {
    try {
      await words.show(chooseLanguage([...navigator.languages]));
      await findShop();
      await speakShops();
      setProblem(null);
    } catch (error) {
      setProblem(toProblem(error));
    }
  };
  useEffect(() => void start(), []);
  if (problem !== null) return <Failed problem={problem} onRetry={start} />;
  if (shop.value === null || words.choice.value === null) return <Starting />;
  const { locale } = words.choice.value;
  return (
    <LocaleProvider value={{ locale, timeZone: shop.value.timeZone }}>
      {kiosk.value === null ? <SetUpScreen /> : <Serving />}
    </LocaleProvider>
  );
}

/** The shop's own language, which whoever goes leaves behind. */
function speakShops(): Promise<void> {
  return words.show(chooseLanguage([shop.value!.locale]));
}

function backToStart(): void {
  goTo({ at: "start" });
  void speakShops();
}

function Serving() {
  const isAtStart = step.value.at === "start";
  const leftMs = useIdle(!isAtStart, backToStart);
  const reachable = useReachable();
  const { startAgain, language, lost } = words.texts;
  return (
    <div class="kiosk">
      <ConnectionBar state={reachable} lostText={() => lost} />
      <header class="kiosk-head">
        <ShopLogo url={shop.value!.brand.logoUrl} />
        <p class="kiosk-shop clip" dir="auto" title={shop.value!.name}>
          {shop.value!.name}
        </p>
        {isAtStart ? null : <Button onPress={backToStart}>{startAgain}</Button>}
        <LanguageChoice
          label={language}
          language={words.choice.value!.language}
          onChoice={(chosen: Language) => void words.show(chooseLanguage([chosen]))}
        />
      </header>
      <main class="kiosk-main">
        <Screen />
      </main>
      {leftMs === null ? null : <StillThere leftMs={leftMs} />}
    </div>
  );
}

function Screen() {
  const now = step.value;
  switch (now.at) {
    case "start":
      return <StartScreen />;
    case "card":
      return <CardScreen />;
    case "digits":
      return <DigitsScreen />;
    case "code":
      return <CodeScreen />;
    case "choose":
      return <ChooseScreen found={now.found} />;
    case "receipt":
      return <ReceiptScreen key={now.token} token={now.token} />;
    case "pay":
      return <PayScreen key={now.token} token={now.token} visitId={now.visitId} />;
    default:
      return now satisfies never;
  }
}

function Starting() {
  return (
    <main class="kiosk-alone" aria-busy="true">
      <Bones lines={4} />
    </main>
  );
}

/** Before there are words the shop's own are all there is. */
function Failed(props: { readonly problem: Problem; readonly onRetry: () => Promise<void> }) {
  return (
    <main class="kiosk-alone">
      <ProblemNote {...props} />
    </main>
  );
}
