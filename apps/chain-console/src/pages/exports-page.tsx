import { type Problem, toProblem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { useLocale } from "@saunter/ui/components/locale";
import { ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { SelectField } from "@saunter/ui/components/select-field";
import { saveFile } from "@saunter/ui/save-file";
import { useEffect, useRef, useState } from "preact/hooks";
import { download, type Progress } from "../parts/download.ts";
import { findDay, moveDay } from "../parts/report-days.ts";
import { ShopField, useShopNames } from "../parts/shop-field.tsx";
import { words } from "../words.ts";

const TABLES = ["receipts", "lines", "taxes", "visits", "refunds"] as const;
type Table = (typeof TABLES)[number] | "epcis";

const DAYS = 28;

/** Files for a warehouse or a trading partner, of some days. */
export function ExportsPage() {
  const [table, setTable] = useState<Table>("receipts");
  const [untilDay, setUntilDay] = useState(findDay(Date.now()));
  const [fromDay, setFromDay] = useState(moveDay(untilDay, 1 - DAYS));
  const [shopId, setShopId] = useState("");
  const [progress, setProgress] = useState<Progress | "preparing" | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [saved, setSaved] = useState<string | null>(null);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const shops = useShopNames();
  const t = words.texts.exports;
  const isEpcis = table === "epcis";
  const isWhole = fromDay !== "" && untilDay !== "" && !(isEpcis && shopId === "");

  const start = async (): Promise<void> => {
    stop.current = new AbortController();
    const { signal } = stop.current;
    setProblem(null);
    setSaved(null);
    setProgress("preparing");
    try {
      const query = {
        ...(isEpcis ? {} : { table }),
        ...{ fromDay, untilDay },
        ...(shopId === "" ? {} : { shopId }),
      };
      const path = isEpcis ? "/v1/exports/epcis" : "/v1/exports/table";
      const file = await download(path, { query, signal, onProgress: setProgress });
      const name = `${table}-${fromDay}-${untilDay}.${isEpcis ? "jsonld" : "parquet"}`;
      saveFile(file, name);
      setSaved(name);
    } catch (error) {
      if (!signal.aborted) setProblem(toProblem(error));
    } finally {
      setProgress(null);
    }
  };

  return (
    <div class="stack">
      <PageHead title={words.texts.pages.exports} />
      <p class="soft">{t.intro}</p>
      <form
        class="card pad row filters"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <SelectField label={t.what} value={table} onValue={(one) => setTable(one as Table)}>
          {[...TABLES, "epcis" as const].map((one) => (
            <option key={one} value={one}>
              {t.tables[one]}
            </option>
          ))}
        </SelectField>
        <Field label={t.fromDay} type="date" value={fromDay} onValue={setFromDay} />
        <Field label={t.untilDay} type="date" value={untilDay} onValue={setUntilDay} />
        <ShopField
          label={t.shop}
          none={isEpcis ? t.chooseShop : t.allShops}
          shops={shops}
          value={shopId}
          onValue={setShopId}
        />
        {progress === null ? (
          <Button kind="main" type="submit" disabled={!isWhole}>
            {t.download}
          </Button>
        ) : (
          <Button onPress={() => stop.current?.abort()}>{t.cancel}</Button>
        )}
      </form>
      {isEpcis ? <p class="soft small">{t.epcisHint}</p> : null}
      <div role="status">
        {progress === null ? null : <ProgressLine progress={progress} />}
        {saved === null ? null : <p>{t.saved(saved)}</p>}
      </div>
      {problem === null ? null : <ProblemNote problem={problem} />}
    </div>
  );
}

function ProgressLine({ progress }: { readonly progress: Progress | "preparing" }) {
  const { locale } = useLocale();
  const t = words.texts.exports;
  if (progress === "preparing") {
    return (
      <p class="row">
        <progress aria-label={t.preparing} /> {t.preparing}
      </p>
    );
  }
  const { bytes, bytesAll } = progress;
  const format = new Intl.NumberFormat(locale, { style: "percent" });
  const share = bytesAll === null || bytesAll === 0 ? null : bytes / bytesAll;
  return (
    <p class="row">
      <progress aria-label={t.download} value={share ?? undefined} max={1} />
      {share === null ? "" : format.format(share)}
    </p>
  );
}
