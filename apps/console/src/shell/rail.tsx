import type { ReadonlySignal } from "@preact/signals";
import { Dialog } from "@saunter/ui/components/dialog";
import { Icon } from "@saunter/ui/components/icon";
import { LanguageChoice } from "@saunter/ui/components/language-choice";
import { ShopLogo } from "@saunter/ui/components/shop-logo";
import { matchMediaSignal } from "@saunter/ui/media-signal";
import type { IconNode } from "lucide";
import {
  ChevronDown,
  CircleQuestionMark,
  CircleUser,
  Ellipsis,
  KeyRound,
  LogOut,
  Search as SearchIcon,
} from "lucide";
import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { hasRole, signOut } from "../session.ts";
import { shop } from "../shop.ts";
import { chooseWords, namePage, words } from "../words.ts";
import { KeysSwitch } from "./keys-switch.tsx";
import { BASE, findPage, hrefOf, isThere, PAGES, type PageEntry, YOUR_SIGN_IN } from "./pages.ts";

const isPhone = matchMediaSignal("(width < 48rem)");
/** Those of the most use, as far as the roles have them: so many have room on the narrowest phone. */
const IN_BAR_MAX = 5;

interface RailProps {
  readonly onSearch: () => void;
  /** Null where there is no documentation. */
  readonly onHelp: (() => void) | null;
}

/** Ways to all pages: beside them, or below them on a phone. */
export function Rail(props: RailProps) {
  const pages = PAGES.filter(
    ({ icon, roles, ...page }) => icon !== null && isThere(page) && hasRole(...roles),
  );
  return (
    <nav class="rail" aria-label={words.texts.menu}>
      {isPhone.value ? <Bar pages={pages} {...props} /> : <Whole pages={pages} {...props} />}
    </nav>
  );
}

interface PagesProps extends RailProps {
  readonly pages: readonly PageEntry[];
}

function Whole({ pages, onSearch }: PagesProps) {
  const t = words.texts;
  return (
    <>
      <div class="rail-shop">
        <ShopLogo url={shop.value!.brand.logoUrl} />
        <p class="clip">{shop.value!.name}</p>
      </div>
      <RailButton icon={SearchIcon} name={t.search.name} keys="/" onPress={onSearch} />
      <ul>
        {pages
          .filter(({ isSetting }) => !isSetting)
          .map((page) => (
            <PageLink key={page.path} page={page} />
          ))}
        <Settings pages={pages.filter(({ isSetting }) => isSetting)} />
      </ul>
    </>
  );
}

/** Below the rail, and after the page for whoever goes by Tab; a phone has it behind More. */
export function RailEnd({ onHelp }: Pick<RailProps, "onHelp">) {
  const t = words.texts;
  const [isOpen, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  if (isPhone.value) return null;
  return (
    <section class="rail-end" aria-label={t.you}>
      {onHelp === null ? null : (
        <RailButton icon={CircleQuestionMark} name={t.help.name} onPress={onHelp} />
      )}
      <RailButton icon={CircleUser} name={t.you} onPress={() => setOpen(true)} />
      <Dialog title={t.you} isOpen={isOpen} onClose={close}>
        <You onDone={close} />
      </Dialog>
    </section>
  );
}

/** What is set up once, folded up while no such page is shown. */
function Settings({ pages }: { readonly pages: readonly PageEntry[] }) {
  const { path } = useLocation();
  const [isOpen, setOpen] = useState(false);
  const isWithin = pages.some((page) => isHere(page, path));
  if (pages.length === 0) return null;
  return (
    <li>
      {isWithin ? (
        <p class="rail-group">{words.texts.settings}</p>
      ) : (
        <button
          type="button"
          class="rail-out"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon node={ChevronDown} />
          <span>{words.texts.settings}</span>
        </button>
      )}
      {isOpen || isWithin ? (
        <ul>
          {pages.map((page) => (
            <PageLink key={page.path} page={page} />
          ))}
        </ul>
      ) : null}
    </li>
  );
}

/** A phone's: a few pages, and a button to all others. */
function Bar({ pages, onSearch, onHelp }: PagesProps) {
  const t = words.texts;
  const { path } = useLocation();
  const [isOpen, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  useEffect(close, [path]);
  const ranked = pages.toSorted((a, b) => rankOf(a) - rankOf(b)).slice(0, IN_BAR_MAX);
  // Where one is has to be seen.
  const here = pages.find((page) => isHere(page, path));
  const shown =
    here === undefined || ranked.includes(here) ? ranked : [...ranked.slice(0, -1), here];
  return (
    <>
      <ul>
        {pages
          .filter((page) => shown.includes(page))
          .map((page) => (
            <PageLink key={page.path} page={page} />
          ))}
      </ul>
      <RailButton icon={Ellipsis} name={t.more} onPress={() => setOpen(true)} />
      <Dialog title={t.allPages} isOpen={isOpen} onClose={close}>
        <RailButton
          icon={SearchIcon}
          name={t.search.name}
          onPress={() => {
            close();
            onSearch();
          }}
        />
        <ul>
          {pages.map((page) => (
            <PageLink key={page.path} page={page} />
          ))}
        </ul>
        {onHelp === null ? null : (
          <RailButton
            icon={CircleQuestionMark}
            name={t.help.name}
            onPress={() => {
              close();
              onHelp();
            }}
          />
        )}
        <You onDone={close} />
      </Dialog>
    </>
  );
}

function rankOf({ barRank }: PageEntry): number {
  return barRank ?? Number.POSITIVE_INFINITY;
}

/** Language, keys, and whoever is signed in. */
function You({ onDone }: { readonly onDone: () => void }) {
  const t = words.texts;
  const { language } = words.choice.value!;
  return (
    <>
      <LanguageChoice
        label={t.language}
        language={language}
        onChoice={(wanted) => void chooseWords(wanted)}
      />
      <KeysSwitch />
      {shop.value!.isDemonstration ? null : (
        <a class="button" href={YOUR_SIGN_IN} onClick={onDone}>
          <Icon node={KeyRound} />
          {namePage("Your sign-in")}
        </a>
      )}
      <button type="button" class="button" onClick={() => void signOut()}>
        <Icon node={LogOut} />
        {t.signOut}
      </button>
    </>
  );
}

function isHere(page: PageEntry, path: string): boolean {
  const at = findPage(path);
  const here = path.replace(/\/$/, "");
  const href = hrefOf(page).replace(/\/$/, "");
  const isBelow = href !== BASE && here.startsWith(`${href}/`);
  return here === href || isBelow || at?.under === page.path;
}

function PageLink({ page }: { readonly page: PageEntry }) {
  const { path } = useLocation();
  return (
    <li>
      <a href={hrefOf(page)} aria-current={isHere(page, path) ? "page" : undefined}>
        <Icon node={page.icon!} />
        <span>{namePage(page.name)}</span>
        {page.waiting === undefined ? null : <Waiting count={page.waiting} />}
      </a>
    </li>
  );
}

/** A number beside a page: so much needs somebody. */
function Waiting({ count: { value } }: { readonly count: ReadonlySignal<number | null> }) {
  if (value === null || value === 0) return null;
  return (
    <span class="rail-waiting">
      {value}
      <span class="unseen"> {words.texts.waiting}</span>
    </span>
  );
}

interface RailButtonProps {
  readonly icon: IconNode;
  readonly name: string;
  /** The key that does the same. */
  readonly keys?: string;
  readonly onPress: () => void;
}

function RailButton({ icon, name, keys, onPress }: RailButtonProps) {
  return (
    <button type="button" class="rail-out" onClick={onPress}>
      <Icon node={icon} />
      <span>{name}</span>
      {keys === undefined ? null : (
        <span class="rail-key" aria-hidden="true">
          {keys}
        </span>
      )}
    </button>
  );
}
