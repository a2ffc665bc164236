import { Icon } from "@saunter/ui/components/icon";
import { useLocale } from "@saunter/ui/components/locale";
import { Empty } from "@saunter/ui/components/notes";
import { ShopLogo } from "@saunter/ui/components/shop-logo";
import { focusPage } from "@saunter/ui/focus-page";
import { formatTime } from "@saunter/ui/format";
import { lazy } from "@saunter/ui/load-part";
import { CircleUser, DoorOpen, ReceiptText, ShoppingBasket } from "lucide";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { Route, Router, useLocation } from "preact-iso";
import { connection, openEvents } from "./events.ts";
import { theFacts } from "./facts.ts";
import { keptOfMs } from "./kept-answers.ts";
import { lostSinceMs, watchConnection } from "./lost-since.ts";
import { HomePage } from "./pages/home-page.tsx";
import { customer, isOffline } from "./session.ts";
import { findVisitOfNow, recallVisitOfNow, visitOfNow, watchVisitOfNow } from "./visits.ts";
import { words } from "./words.ts";

const Join = lazy(() => import("./pages/join-page.tsx").then((module) => module.JoinPage));
const Enter = lazy(() => import("./pages/enter-page.tsx").then((module) => module.EnterPage));
const AtGate = lazy(() => import("./pages/gate-page.tsx").then((module) => module.GatePage));
const Visit = lazy(() => import("./pages/visit-page.tsx").then((module) => module.VisitPage));
const ByLink = lazy(() => import("./pages/link-page.tsx").then((module) => module.LinkPage));
const History = lazy(() => import("./pages/history-page.tsx").then((m) => m.HistoryPage));
const You = lazy(() => import("./pages/you-page.tsx").then((module) => module.YouPage));
const MemberCard = lazy(() => import("./pages/member-page.tsx").then((m) => m.MemberPage));
const SignedOut = lazy(() => import("./pages/signed-out-page.tsx").then((m) => m.SignedOutPage));
const Kept = lazy(() => import("./pages/kept-page.tsx").then((module) => module.KeptPage));

/** The shop's name, the page, and what a thumb reaches. */
export function Frame() {
  const { shop } = theFacts();
  const t = words.texts;
  const isSignedIn = typeof customer.value === "string";
  const { path } = useLocation();
  useEffect(() => {
    const name = namePage(path);
    document.title = name === null ? shop.name : `${name} · ${shop.name}`;
  }, [path, t]);
  useEffect(() => {
    if (!isSignedIn) return;
    const stops = [openEvents(), watchVisitOfNow(), watchConnection()];
    // What is not known now is told by events.
    void findVisitOfNow().catch(recallVisitOfNow);
    return () => {
      for (const stop of stops) stop();
      visitOfNow.value = undefined;
    };
  }, [customer.value]);
  const own = (page: ComponentType): ComponentType => (isSignedIn ? page : SignedOut);
  return (
    <div class="shop">
      <a class="skip" href="#page">
        {t.skip}
      </a>
      <header class="top">
        <a href="/shop/" title={shop.name}>
          <ShopLogo url={shop.brand.logoUrl} />
          <span class="clip" dir="auto">
            {shop.name}
          </span>
        </a>
      </header>
      <LostBar />
      <main id="page" class="page" tabIndex={-1}>
        <Router onRouteChange={focusPage}>
          <Route path="/shop/" component={HomePage} />
          <Route path="/shop/join" component={Join} />
          <Route path="/shop/code" component={own(Enter)} />
          <Route path="/shop/enter" component={AtGate} />
          <Route path="/shop/visits/:visitId" component={own(Visit)} />
          <Route path="/shop/r/:token" component={ByLink} />
          <Route path="/shop/receipts" component={own(History)} />
          <Route path="/shop/you" component={own(You)} />
          <Route path="/shop/member" component={own(MemberCard)} />
          <Route path="/shop/kept" component={Kept} />
          <Route default component={NothingHere} />
        </Router>
      </main>
      {isSignedIn ? <Tabs /> : null}
    </div>
  );
}

/** Null: the start, which is the shop. */
function namePage(path: string): string | null {
  const t = words.texts;
  switch (path.split("/")[2]) {
    case "join":
      return t.join.title;
    case "code":
    case "enter":
      return t.enter.title;
    case "visits":
      return t.tabs.inside;
    case "r":
      return t.receipt.title;
    case "receipts":
      return t.history.title;
    case "you":
      return t.you.title;
    case "member":
      return t.member.title;
    case "kept":
      return t.welcome.kept;
    default:
      return null;
  }
}

const DAY_MS = 24 * 3_600_000;

/** Says since when what is shown is old; it goes by itself. */
function LostBar() {
  const { locale, timeZone } = useLocale();
  const t = words.texts;
  const sinceMs = keptOfMs.value ?? lostSinceMs.value;
  const isOld = sinceMs !== null && Date.now() - sinceMs > DAY_MS;
  const text =
    sinceMs !== null
      ? t.lost(formatTime(sinceMs, isOld ? "date-time" : "time-seconds", locale, timeZone))
      : isOffline.value || connection.value === "lost"
        ? t.offline
        : null;
  return (
    <div role="status" aria-live="polite">
      {text === null ? null : <p class="connection">{text}</p>}
    </div>
  );
}

function Tabs() {
  const { path } = useLocation();
  const t = words.texts;
  const inside = visitOfNow.value ?? null;
  const first =
    inside === null
      ? { href: "/shop/", name: t.tabs.enter, icon: DoorOpen }
      : { href: `/shop/visits/${inside.visitId}`, name: t.tabs.inside, icon: ShoppingBasket };
  const tabs = [
    first,
    { href: "/shop/receipts", name: t.tabs.receipts, icon: ReceiptText },
    { href: "/shop/you", name: t.tabs.you, icon: CircleUser },
  ];
  return (
    <nav class="tab-bar" aria-label={t.pages}>
      {tabs.map(({ href, name, icon }) => (
        <a key={name} href={href} aria-current={isHere(path, href) ? "page" : undefined}>
          <Icon node={icon} size={22} />
          <span>{name}</span>
        </a>
      ))}
    </nav>
  );
}

function isHere(path: string, href: string): boolean {
  return path === href || `${path}/` === href;
}

function NothingHere() {
  const { title, text } = words.texts.nothingHere;
  return (
    <Empty title={title}>
      <a href="/shop/">{text}</a>
    </Empty>
  );
}
