import { ConnectionBar } from "@saunter/ui/components/connection-bar";
import { Dialog } from "@saunter/ui/components/dialog";
import { Icon } from "@saunter/ui/components/icon";
import { LanguageChoice } from "@saunter/ui/components/language-choice";
import { Empty } from "@saunter/ui/components/notes";
import { focusPage } from "@saunter/ui/focus-page";
import { matchMediaSignal } from "@saunter/ui/media-signal";
import { CircleUser, Ellipsis, LogOut } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { Route, Router, useLocation } from "preact-iso";
import { BASE } from "../addresses.ts";
import { useAlertCount } from "../parts/use-alert-count.ts";
import { hasRight, isLost, me, signOut } from "../session.ts";
import { chooseWords, words } from "../words.ts";
import { findPage, PAGES, type PageEntry } from "./pages.ts";

const isPhone = matchMediaSignal("(width < 48rem)");
/** So many have room on the narrowest phone. */
const IN_BAR_MAX = 4;

/** Rail, page, and nothing else. */
export function Frame() {
  const { path } = useLocation();
  const t = words.texts;
  const page = findPage(path);
  useEffect(() => {
    document.title = `${page === undefined ? t.notFound : t.pages[page.name]} · ${t.title}`;
  }, [path, words.choice.value]);
  return (
    <div class="frame">
      <a class="skip" href="#page">
        {t.skip}
      </a>
      <Rail />
      <main id="page" class="page" tabIndex={-1}>
        <ConnectionBar state={isLost.value ? "lost" : "live"} lostText={t.lost} />
        <Router onRouteChange={focusPage}>
          {PAGES.map((one) => (
            <Route
              key={one.path}
              path={`${BASE}${one.path}`}
              component={hasRight(one.right) ? one.component : Forbidden}
            />
          ))}
          <Route default component={NoSuchPage} />
        </Router>
      </main>
    </div>
  );
}

function Rail() {
  const t = words.texts;
  const [isOpen, setOpen] = useState(false);
  const { path } = useLocation();
  const close = (): void => setOpen(false);
  useEffect(close, [path]);
  const pages = PAGES.filter(({ icon, right }) => icon !== null && hasRight(right));
  return (
    <nav class="rail" aria-label={t.menu}>
      {isPhone.value ? null : (
        <div class="rail-shop">
          <p class="clip">{t.title}</p>
        </div>
      )}
      <ul>
        {(isPhone.value ? pages.slice(0, IN_BAR_MAX) : pages).map((page) => (
          <PageLink key={page.path} page={page} />
        ))}
      </ul>
      <button type="button" class="rail-out" onClick={() => setOpen(true)}>
        <Icon node={isPhone.value ? Ellipsis : CircleUser} />
        <span>{isPhone.value ? t.more : t.you}</span>
      </button>
      <Dialog title={isPhone.value ? t.allPages : t.you} isOpen={isOpen} onClose={close}>
        {isPhone.value ? (
          <ul>
            {pages.map((page) => (
              <PageLink key={page.path} page={page} />
            ))}
          </ul>
        ) : null}
        <p>{me.value!.name}</p>
        <LanguageChoice
          label={t.language}
          language={words.choice.value!.language}
          onChoice={(wanted) => void chooseWords(wanted)}
        />
        <button type="button" class="button" onClick={() => void signOut()}>
          <Icon node={LogOut} />
          {t.signOut}
        </button>
      </Dialog>
    </nav>
  );
}

function PageLink({ page }: { readonly page: PageEntry }) {
  const here = useLocation().path.replace(/\/$/, "");
  const href = `${BASE}${page.path}`.replace(/\/$/, "");
  const isHere = here === href || (href !== BASE && here.startsWith(`${href}/`));
  return (
    <li>
      <a href={`${BASE}${page.path}`} aria-current={isHere ? "page" : undefined}>
        <Icon node={page.icon!} />
        <span>{words.texts.pages[page.name]}</span>
        {page.name === "alerts" ? <AlertBadge /> : null}
      </a>
    </li>
  );
}

/** How many alerts nobody sees to. */
function AlertBadge() {
  const { value } = useAlertCount();
  if (value === null || value.unacknowledged === 0) return null;
  return (
    <>
      <span class="rail-waiting" aria-hidden="true">
        {value.unacknowledged}
      </span>
      <span class="unseen">{words.texts.alerts.count(value.unacknowledged)}</span>
    </>
  );
}

function Forbidden() {
  return <Empty title={words.texts.forbidden}>{words.texts.forbiddenText}</Empty>;
}

function NoSuchPage() {
  const t = words.texts;
  return (
    <Empty title={t.notFound}>
      <a href={`${BASE}/`}>{t.start}</a>
    </Empty>
  );
}
