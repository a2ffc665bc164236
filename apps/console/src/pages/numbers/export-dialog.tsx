import type { Query } from "@saunter/client/api";
import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Dialog } from "@saunter/ui/components/dialog";
import { useLocale } from "@saunter/ui/components/locale";
import { ProblemNote } from "@saunter/ui/components/notes";
import { SelectField } from "@saunter/ui/components/select-field";
import { useState } from "preact/hooks";
import { saveFile } from "../../parts/save-file.ts";
import { api } from "../../session.ts";
import { formatDay, type Period } from "./period.ts";

type ExportQuery = Query<"GET /v1/sales/export">;

const ROWS: readonly (readonly [ExportQuery["rows"], string])[] = [
  ["products", "Products"],
  ["days", "Days"],
  ["receipts", "Receipts and corrections"],
  ["lines", "Lines of receipts"],
  ["categories", "Categories"],
  ["hours", "Hours of the day"],
  ["methods", "Entry methods"],
  ["taxes", "Tax rates"],
  ["payments", "Payments"],
];
const FORMATS: readonly (readonly [ExportQuery["format"], string])[] = [
  ["xlsx", "Excel (XLSX)"],
  ["csv", "CSV"],
  ["json", "JSON"],
  ["parquet", "Parquet"],
];

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
  const save = async (): Promise<void> => {
    setProblem(null);
    const query = { fromDay, untilDay, rows, format };
    const blob = await api.load("GET /v1/sales/export", { query });
    saveFile(blob, `sales-${rows}-${fromDay}-${untilDay}.${format}`);
    onClose();
  };
  return (
    <Dialog title="Export sales" isOpen={isOpen} onClose={onClose}>
      <p>
        {fromDay === untilDay
          ? formatDay(fromDay, locale)
          : `${formatDay(fromDay, locale)} to ${formatDay(untilDay, locale)}`}
      </p>
      <SelectField
        label="One row for each of the"
        value={rows}
        onValue={(value) => setRows(value as ExportQuery["rows"])}
      >
        {ROWS.map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </SelectField>
      <SelectField
        label="File"
        value={format}
        onValue={(value) => setFormat(value as ExportQuery["format"])}
      >
        {FORMATS.map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </SelectField>
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button kind="main" onPress={save} onProblem={setProblem}>
        Export
      </Button>
    </Dialog>
  );
}
