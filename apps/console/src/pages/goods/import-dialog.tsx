import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { ProblemNote } from "@saunter/ui/components/notes";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { MarkedText } from "../../parts/marked-text.tsx";
import { words } from "../../words.ts";
import {
  type FieldChange,
  type ImportPreview,
  type LegalChange,
  listLegalChanges,
  type PreviewItem,
} from "./transfer.ts";

interface ImportDialogProps {
  readonly preview: ImportPreview;
  /** What is wrong, in words with its line and column; nothing is taken while there is any. */
  readonly faults: readonly string[];
  /** Resolves with the problem where it is refused. */
  readonly onTake: () => Promise<Problem | null>;
  readonly onClose: () => void;
}

/** What a file would change, before anything of it is taken. */
export function ImportDialog({ preview, faults, onTake, onClose }: ImportDialogProps) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const { name, added, changed, removed, changes } = preview;
  const count = added.length + changed.length;
  const legal = listLegalChanges(preview);
  const [isConfirmed, setConfirmed] = useState(legal.length === 0);
  const t = words.texts.goods.importing;
  return (
    <Dialog title={t.title(name)} isOpen onClose={onClose}>
      {faults.length === 0 ? (
        <p>{t.counts(added.length, changed.length, removed.length)}</p>
      ) : (
        <div class="note wrong" role="alert">
          <strong>{t.faulty}</strong>
          <ul class="refused-items">
            {faults.map((fault) => (
              <li key={fault}>
                <MarkedText text={fault} />
              </li>
            ))}
          </ul>
        </div>
      )}
      <Part title={t.changed} count={changed.length} isOpen>
        {changed.slice(0, SHOWN_MAX).map((item) => (
          <ItemLine key={item.key} item={item}>
            <ul>
              {item.fields.map((field) => (
                <li key={field.field}>
                  <FieldLine field={field} />
                </li>
              ))}
            </ul>
          </ItemLine>
        ))}
      </Part>
      <Part title={t.added} count={added.length} isOpen={changed.length === 0}>
        {added.slice(0, SHOWN_MAX).map((item) => (
          <ItemLine key={item.key} item={item} />
        ))}
      </Part>
      <Part title={t.replaced} count={removed.length}>
        {removed.slice(0, SHOWN_MAX).map((item) => (
          <ItemLine key={item.key} item={item} />
        ))}
      </Part>
      {legal.length === 0 ? null : (
        <LegalChanges changes={legal} isConfirmed={isConfirmed} onConfirm={setConfirmed} />
      )}
      {problem === null ? null : <ProblemNote problem={problem} />}
      <div class="row">
        <Button
          kind="main"
          disabled={faults.length > 0 || changes.length === 0 || !isConfirmed}
          onPress={async () => setProblem(await onTake())}
        >
          {t.send(count)}
        </Button>
        <Button onPress={onClose}>{t.cancel}</Button>
      </div>
    </Dialog>
  );
}

interface LegalChangesProps {
  readonly changes: readonly LegalChange[];
  readonly isConfirmed: boolean;
  readonly onConfirm: (isConfirmed: boolean) => void;
}

/** What the law is about is confirmed first: a missing value in a file sells alcohol to children. */
function LegalChanges({ changes, isConfirmed, onConfirm }: LegalChangesProps) {
  const t = words.texts.goods.importing.legal;
  return (
    <div class="note wrong">
      <ul>
        {changes.map(({ count, field, verb }) => (
          <li key={`${field} ${verb}`}>
            <strong>{t.change(t.fields[field], t.verbs[verb](count))}</strong>
          </li>
        ))}
      </ul>
      <label class="row">
        <input
          type="checkbox"
          checked={isConfirmed}
          onChange={(event) => onConfirm(event.currentTarget.checked)}
        />
        {t.confirm}
      </label>
    </div>
  );
}

/** Items of a part that are drawn: nobody reads thousands. */
const SHOWN_MAX = 100;

interface PartProps {
  readonly title: string;
  readonly count: number;
  readonly isOpen?: boolean;
  readonly children: ComponentChildren;
}

function Part({ title, count, isOpen = false, children }: PartProps) {
  if (count === 0) return null;
  return (
    <details open={isOpen}>
      <summary>
        {title}: {count}
      </summary>
      <ul class="refused-items">{children}</ul>
      {count <= SHOWN_MAX ? null : (
        <p class="soft small">{words.texts.goods.importing.rest(count - SHOWN_MAX)}</p>
      )}
    </details>
  );
}

interface ItemLineProps {
  readonly item: PreviewItem;
  readonly children?: ComponentChildren;
}

function ItemLine({ item, children }: ItemLineProps) {
  return (
    <li>
      <bdi>{item.name}</bdi>{" "}
      {item.where === "" ? null : <span class="soft small">{item.where}</span>}
      {children}
    </li>
  );
}

function FieldLine({ field: { field, before, after } }: { readonly field: FieldChange }) {
  const { none, becomes } = words.texts.goods.importing;
  return (
    <>
      <bdi>{field}</bdi>: {before === "" ? none : <del>{before}</del>} {becomes}{" "}
      {after === "" ? none : <ins>{after}</ins>}
    </>
  );
}
