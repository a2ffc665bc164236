import { Button } from "@saunter/ui/components/button";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { toast, toastProblem } from "@saunter/ui/components/toasts";
import type { ComponentChildren } from "preact";
import { useLocation } from "preact-iso";
import { PageHead } from "../../parts/page-head.tsx";
import { api } from "../../session.ts";
import "./goods.css";
import { listFaults, wordFault } from "./find-marks.ts";
import type { Goods, LoadedGoods, Refused } from "./use-goods.ts";

const TABS = [
  ["/console/goods", "Stock"],
  ["/console/goods/planogram", "Planogram"],
  ["/console/goods/catalogue", "Catalogue"],
  ["/console/goods/offers", "Offers"],
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
  return (
    <div class="stack">
      <PageHead title="Goods">{acts}</PageHead>
      <nav class="tabs" aria-label="Goods">
        {TABS.map(([href, name]) => (
          <a key={href} href={href} aria-current={path === href ? "page" : undefined}>
            {name}
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
  const { what, problem, lines } = refused;
  return (
    <div class="note wrong" role="alert">
      <strong>{what}</strong>
      <p>
        {problem.title}. {problem.advice}
      </p>
      <ul class="refused-items">
        {listFaults(problem.detail).map((fault) => (
          <li key={fault}>{wordFault(fault, lines)}</li>
        ))}
      </ul>
      <Button onPress={onPutAway}>Dismiss</Button>
    </div>
  );
}

function FixedNote() {
  return (
    <div class="note">
      <p>
        This shop’s products and planogram come from its data source. You can see them here, but not
        change them.
      </p>
    </div>
  );
}

function AwaitedNote({ onApplied }: { readonly onApplied: () => void }) {
  const apply = async (): Promise<void> => {
    await api.call("POST /v1/goods/apply");
    toast("The new planogram takes effect in a moment.");
    setTimeout(onApplied, 1500);
  };
  return (
    <div class="note now" role="status">
      <strong>The new planogram is waiting for an empty shop</strong>
      <p>
        It takes effect as soon as nobody is inside. You can also apply it now: carts are kept, but
        receipts of shoppers who are inside will need review.
      </p>
      <Button onPress={apply} onProblem={toastProblem}>
        Apply now
      </Button>
    </div>
  );
}
