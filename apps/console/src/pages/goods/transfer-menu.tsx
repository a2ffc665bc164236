import { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { toast } from "@saunter/ui/components/toasts";
import { useRef } from "preact/hooks";
import { saveFile } from "../../parts/save-file.ts";
import { formatGoods, parseGoods, type Section, settleImport } from "./transfer.ts";
import type { Goods, LoadedGoods } from "./use-goods.ts";

interface TransferMenuProps {
  readonly goods: Goods;
  readonly section: Section;
  readonly loaded: LoadedGoods;
}

/** To a file and from one: CSV for spreadsheets, JSON for everything else. */
export function TransferMenu({ goods, section, loaded }: TransferMenuProps) {
  const input = useRef<HTMLInputElement>(null);
  const save = async (form: "csv" | "json"): Promise<void> => {
    const text = await formatGoods(goods[section], section, form);
    saveFile(new Blob([text], { type: "text/plain" }), `${section}.${form}`);
  };
  const load = async (file: File): Promise<void> => {
    const what = `${file.name} was not imported`;
    const parsed = await parseGoods(await file.text(), section, file.name);
    if (!parsed.ok) {
      loaded.refuse({ what, problem: describeFault(parsed.fault) });
      return;
    }
    const { puts, removals } = settleImport(parsed.changes, goods[section], section, file.name);
    if (puts.length + removals.length === 0) {
      loaded.refuse(null);
      toast(`${file.name} contains no changes.`);
      return;
    }
    const gone = removals.length === 0 ? "" : `, ${removals.length} replaced`;
    const done = `${puts.length} imported from ${file.name}${gone}.`;
    const problem = await loaded.change([...removals, ...puts], done);
    if (problem !== null) loaded.refuse({ what, problem, lines: parsed.lines });
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".csv,.json"
        hidden
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          currentTarget.value = "";
          if (file !== undefined) void load(file);
        }}
      />
      <Button onPress={() => input.current!.click()}>Import</Button>
      <Button onPress={() => save("csv")}>CSV</Button>
      <Button onPress={() => save("json")}>JSON</Button>
    </>
  );
}

/** Of a file that cannot be read at all; nobody else has seen it. */
function describeFault(fault: string): Problem {
  return new Problem({
    code: "file-unreadable",
    status: 0,
    title: "This file cannot be read",
    detail: fault,
    advice: "Export a file here to see the format.",
  });
}
