import { Button } from "@saunter/ui/components/button";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { toast, toastProblem } from "@saunter/ui/components/toasts";
import { tellProblem } from "@saunter/ui/tell-problem";
import type { ComponentChildren } from "preact";
import { useLocation } from "preact-iso";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import "./goods.css";
import { MarkedText } from "../../parts/marked-text.tsx";
import { listFaults, wordFault } from "./find-marks.ts";
import type { Goods, LoadedGoods, Refused } from "./use-goods.ts";

const TABS = [
  ["/console/goods", "stock"],
  ["/console/goods/planogram", "planogram"],
  ["/console/goods/catalogue", "catalogue"],
  ["/console/goods/offers", "offers"],
] as const;

interface GoodsFrameProps {
  readonly loaded: LoadedGoods;
  readonly acts?: ComponentChildren;
  readonly children: (goods: Goods) => ComponentChildren;
}

/** What the pages on goods share: head, tabs, and what there is to be said of all of them. */
export function GoodsFrame({ loaded, acts, children }: GoodsFrameProps) {
  const { path } = useLocation();
  const { goods, problem, reload, refused, refuse } = loaded;
  const t = words.texts.goods.frame;
  return (
    <div class="stack">
      <PageHead title={t.title}>{acts}</PageHead>
      <nav class="tabs" aria-label={t.title}>
        {TABS.map(([href, name]) => (
          <a key={href} href={href} aria-current={path === href ? "page" : undefined}>
            {t.tabs[name]}
          </a>
        ))}
      </nav>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {refused === null ? null : <RefusedNote refused={refused} onPutAway={() => refuse(null)} />}
      {goods?.isFixed ? <FixedNote /> : null}
      {goods?.isAwaited ? <AwaitedNote onApplied={reload} /> : null}
      {goods === null ? <Bones lines={8} /> : children(goods)}
    </div>
  );
}

interface RefusedNoteProps {
  readonly refused: Refused;
  readonly onPutAway: () => void;
}

/** What has not been done, and all that is wrong with it, item by item. */
function RefusedNote({ refused, onPutAway }: RefusedNoteProps) {
  const { what, problem, positions } = refused;
  const { title, advice } = tellProblem(problem);
  return (
    <div class="note wrong" role="alert">
      <strong>{what}</strong>
      <p>
        {title}. {advice}
      </p>
      <ul class="refused-items">
        {listFaults(problem.detail).map((fault) => (
          <li key={fault}>
            <MarkedText text={wordFault(fault, positions)} />
          </li>
        ))}
      </ul>
      <Button onPress={onPutAway}>{words.texts.goods.frame.dismiss}</Button>
    </div>
  );
}

function FixedNote() {
  return (
    <div class="note">
      <p>{words.texts.goods.frame.fixed}</p>
    </div>
  );
}

function AwaitedNote({ onApplied }: { readonly onApplied: () => void }) {
  const t = words.texts.goods.frame;
  const apply = async (): Promise<void> => {
    await api.call("POST /v1/goods/apply");
    toast(t.applied);
    setTimeout(onApplied, 1500);
  };
  return (
    <div class="note now" role="status">
      <strong>{t.awaited}</strong>
      <p>{t.awaitedText}</p>
      <Button onPress={apply} onProblem={toastProblem}>
        {t.apply}
      </Button>
    </div>
  );
}
