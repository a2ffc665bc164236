import { Button } from "@saunter/ui/components/button";
import { toast } from "@saunter/ui/components/toasts";
import { useRef } from "preact/hooks";
import type { Change } from "./goods-lists.ts";
import { formatGoods, parseGoods, type Section } from "./transfer.ts";
import type { Goods, LoadedGoods } from "./use-goods.ts";

interface TransferMenuProps {
  readonly goods: Goods;
  readonly section: Section;
  readonly change: LoadedGoods["change"];
}

/** To a file and from one: CSV for spreadsheets, JSON for everything else. */
export function TransferMenu({ goods, section, change }: TransferMenuProps) {
  const input = useRef<HTMLInputElement>(null);
  const save = async (form: "csv" | "json"): Promise<void> => {
    const text = await formatGoods(goods[section], section, form);
    const link = document.createElement("a");
    const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    link.href = url;
    link.download = `${section}.${form}`;
    link.click();
    URL.revokeObjectURL(url);
  };
  const load = async (file: File): Promise<void> => {
    const parsed = await parseGoods(await file.text(), section, file.name);
    if (!parsed.ok) {
      toast(`${file.name}: ${parsed.fault}`);
      return;
    }
    const changes: Change[] = parsed.changes;
    if (changes.length > 0) await change(changes, `${changes.length} taken from ${file.name}.`);
    else toast(`${file.name} has nothing in it.`);
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
