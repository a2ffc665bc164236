import type { Query } from "@saunter/client/api";
import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { useLocale } from "@saunter/ui/components/locale";
import { ProblemNote } from "@saunter/ui/components/notes";
import { SelectField } from "@saunter/ui/components/select-field";
import { saveFile } from "@saunter/ui/save-file";
import { useState } from "preact/hooks";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import { formatDay, type Period } from "./period.ts";

type ExportQuery = Query<"GET /v1/sales/export">;

const ROWS = [
  "products",
  "days",
  "receipts",
  "lines",
  "categories",
  "hours",
  "methods",
  "taxes",
  "payments",
] as const satisfies readonly ExportQuery["rows"][];
const FORMATS = [
  "xlsx",
  "csv",
  "json",
  "parquet",
] as const satisfies readonly ExportQuery["format"][];

interface ExportDialogProps {
  readonly period: Period;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function ExportDialog({ period, isOpen, onClose }: ExportDialogProps) {
  const { locale } = useLocale();
  const [rows, setRows] = useState<ExportQuery["rows"]>("products");
  const [format, setFormat] = useState<ExportQuery["format"]>("xlsx");
  const [problem, setProblem] = useState<Problem | null>(null);
  const { fromDay, untilDay } = period;
  const { exporting: t, period: days } = words.texts.numbers;
  const save = async (): Promise<void> => {
    setProblem(null);
    const query = { fromDay, untilDay, rows, format };
    const blob = await api.load("GET /v1/sales/export", { query });
    saveFile(blob, `sales-${rows}-${fromDay}-${untilDay}.${format}`);
    onClose();
  };
  return (
    <Dialog title={t.title} isOpen={isOpen} onClose={onClose}>
      <p>
        {fromDay === untilDay
          ? formatDay(fromDay, locale)
          : days.fromTo(formatDay(fromDay, locale), formatDay(untilDay, locale))}
      </p>
      <SelectField
        label={t.rowOfEach}
        value={rows}
        onValue={(value) => setRows(value as ExportQuery["rows"])}
      >
        {ROWS.map((value) => (
          <option key={value} value={value}>
            {t.rows[value]}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={t.file}
        value={format}
        onValue={(value) => setFormat(value as ExportQuery["format"])}
      >
        {FORMATS.map((value) => (
          <option key={value} value={value}>
            {t.formats[value]}
          </option>
        ))}
      </SelectField>
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button kind="main" onPress={save} onProblem={setProblem}>
        {t.submit}
      </Button>
    </Dialog>
  );
}
