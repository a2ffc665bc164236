import { Problem, toProblem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { toast } from "@saunter/ui/components/toasts";
import { saveFile } from "@saunter/ui/save-file";
import { useRef, useState } from "preact/hooks";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import { wordFault } from "./find-marks.ts";
import type { Change } from "./goods-lists.ts";
import { ImportDialog } from "./import-dialog.tsx";
import {
  FORMS,
  type Form,
  formatGoods,
  type ImportPreview,
  parseGoods,
  previewImport,
  type Section,
} from "./transfer.ts";
import type { Refused } from "./use-goods.ts";

interface TransferMenuProps {
  readonly items: readonly object[];
  readonly section: Section;
  /** Changes that are not made yet, with which those of the file have to go together. */
  readonly pending?: readonly Change[];
  readonly take: (changes: readonly Change[], done: string) => Promise<Problem | null>;
  readonly refuse: (refused: Refused | null) => void;
}

const TYPES: Readonly<Record<Form, string>> = {
  csv: "text/csv",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  json: "application/json",
};

interface Checked {
  readonly preview: ImportPreview;
  /** As the shop names them: "product 05, price: …". */
  readonly faults: readonly string[];
}

/** To a file and from one: tables for spreadsheets, JSON for everything else. */
export function TransferMenu(props: TransferMenuProps) {
  const { items, section, pending = [], take, refuse } = props;
  const t = words.texts.goods.files;
  const input = useRef<HTMLInputElement>(null);
  const [checked, setChecked] = useState<Checked | null>(null);
  const save = async (form: Form): Promise<void> => {
    const file = await formatGoods(items, section, form);
    saveFile(new Blob([file], { type: TYPES[form] }), `${section}.${form}`);
  };
  const load = async (file: File): Promise<void> => {
    const what = t.notImported(file.name);
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const parsed = await parseGoods(bytes, section, file.name);
      if (!parsed.ok) {
        refuse({ what, problem: describeFault(parsed.fault) });
        return;
      }
      refuse(null);
      const preview = previewImport(parsed, items, section, file.name);
      if (preview.changes.length === 0) toast(t.noChanges(file.name));
      else setChecked({ preview, faults: await check([...pending, ...preview.changes]) });
    } catch (error) {
      refuse({ what, problem: toProblem(error) });
    }
  };
  const close = (): void => {
    const { preview, faults } = checked!;
    setChecked(null);
    if (faults.length === 0) return;
    // What is wrong stays on the page, at the boards that it is about.
    const what = t.notImported(preview.name);
    refuse({ what, problem: describeFaults(faults), positions: preview.positions });
  };
  const confirm = async ({ preview }: Checked): Promise<Problem | null> => {
    const { name, added, changed, removed, changes } = preview;
    const count = added.length + changed.length;
    const problem = await take(changes, t.imported(count, name, removed.length));
    if (problem === null) setChecked(null);
    return problem;
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".csv,.xlsx,.json"
        hidden
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          currentTarget.value = "";
          if (file !== undefined) void load(file);
        }}
      />
      <Button onPress={() => input.current!.click()}>{t.import}</Button>
      {FORMS.map((form) => (
        <Button key={form} title={t.exportAs(t.forms[form])} onPress={() => save(form)}>
          {t.forms[form]}
        </Button>
      ))}
      {checked === null ? null : (
        <ImportDialog
          preview={checked.preview}
          faults={checked.faults.map((fault) => wordFault(fault, checked.preview.positions))}
          onTake={() => confirm(checked)}
          onClose={close}
        />
      )}
    </>
  );
}

/** What the shop would refuse of changes, each in words. */
async function check(changes: readonly Change[]): Promise<string[]> {
  const { faults } = await api.call("POST /v1/goods/check", { body: { changes: [...changes] } });
  return faults.map(({ kind, key, field, message }) =>
    kind === null ? message : `${kind} ${key}${field === null ? "" : `, ${field}`}: ${message}`,
  );
}

/** Of a file that cannot be read at all; nobody else has seen it. It is worded here. */
function describeFault(fault: string): Problem {
  return new Problem({
    code: "file-unreadable",
    status: 0,
    title: words.texts.goods.files.unreadable,
    detail: fault,
    advice: words.texts.goods.files.unreadableAdvice,
  });
}

function describeFaults(faults: readonly string[]): Problem {
  return new Problem({
    code: "file-unreadable",
    status: 0,
    title: words.texts.goods.files.faulty,
    detail: faults.join("; "),
    advice: words.texts.goods.files.faultyAdvice,
  });
}
