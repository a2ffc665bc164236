import type { ChainBody } from "@saunter/client/chain-api";
import type { Problem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { SelectField } from "@saunter/ui/components/select-field";
import { toast } from "@saunter/ui/components/toasts";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useId, useState } from "preact/hooks";
import { api, isOfChain, mayPublish } from "../session.ts";
import { words } from "../words.ts";
import { type FileFault, type ReadFile, readContent } from "./read-content.ts";
import { ReleaseField } from "./release-field.tsx";
import type { Release } from "./releases-card.tsx";
import { ShopField, type ShopNames } from "./shop-field.tsx";
import { VersionChanges } from "./version-changes.tsx";

type Layer = "shared" | "region" | "shop";

interface Target {
  readonly layer: Layer;
  readonly shopId: string;
  readonly regionId: string;
}

/** What a roll-out forecasts first. */
const FORECAST_KINDS: ReadonlySet<string> = new Set(["planogram", "engine"]);
const DAY_MS = 86_400_000;
/** A tenth, half, then all; a day each. */
const STEPS = [0.1, 0.5, 1].map((share) => ({ share, waitMs: DAY_MS }));

interface PutFormProps {
  readonly shops: ShopNames;
  /** Those at the hub. */
  readonly releases: readonly Release[];
  readonly onPut: () => void;
}

/** A version from a file: what it holds is shown before it is put. Software is chosen by its release. */
export function PutForm({ shops, releases, onPut }: PutFormProps) {
  const t = words.texts.goods;
  const [kind, setKind] = useState(() => listKinds()[0]?.[0] ?? "goods");
  const [target, setTarget] = useState<Target>({
    layer: isOfChain() ? "shared" : "shop",
    shopId: "",
    regionId: "",
  });
  const [currency, setCurrency] = useState("GBP");
  const [note, setNote] = useState("");
  const [isForced, setForced] = useState(false);
  /** The comparison whose legal changes are confirmed: another one must be confirmed again. */
  const [confirmed, setConfirmed] = useState<string | null>(null);
  const [isInSteps, setInSteps] = useState(false);
  const [why, setWhy] = useState("");
  const [file, setFile] = useState<ChosenFile | null>(null);
  const [release, setRelease] = useState("");
  const [fault, setFault] = useState<Fault | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const isSoftware = kind === "software";
  const read = isSoftware
    ? readRelease(release)
    : file && readContent(file.text, file.name, currency);
  /** Sent at once, nothing waits for a forecast. */
  const needsWhy = FORECAST_KINDS.has(kind) && !isInSteps;
  const comparison = JSON.stringify([kind, target, currency, file?.chosenMs]);
  const put = async (): Promise<void> => {
    if (read?.content == null || note.trim() === "" || !isChosen(target)) {
      setFault(read?.fault ?? (isSoftware ? "incompleteRelease" : "incomplete"));
      return;
    }
    setFault(null);
    const done = await api.call("POST /v1/versions", {
      body: {
        ...{ kind: kind as "goods", ...toTarget(target), content: read.content },
        ...{ isForced, note, effectiveMs: null, confirmsLegal: confirmed === comparison },
        ...(needsWhy && why.trim() !== "" ? { withoutForecast: why.trim() } : {}),
        rollOut: isInSteps ? { canaryShopIds: [], steps: STEPS } : null,
      },
    });
    const name = t.kinds[kind] ?? kind;
    toast("version" in done ? t.done(name, done.version) : t.proposals.sent(name));
    onPut();
  };
  return (
    <div class="stack">
      <div class="row filters">
        <KindField kind={kind} onKind={setKind} />
        <TargetFields shops={shops} target={target} onTarget={setTarget} />
        {isSoftware ? null : (
          <Field label={t.currency} maxLength={3} value={currency} onValue={setCurrency} />
        )}
      </div>
      {isSoftware ? (
        <ReleaseField
          releases={releases}
          value={release}
          onValue={(chosen) => {
            setFault(null);
            setRelease(chosen);
          }}
        />
      ) : (
        <ContentField onFile={setFile} />
      )}
      {isSoftware || read?.content == null || !isChosen(target) ? null : (
        <Changes
          key={comparison}
          body={{ kind: kind as "goods", ...toTarget(target), content: read.content }}
          isConfirmed={confirmed === comparison}
          onConfirm={(isConfirmed) => setConfirmed(isConfirmed ? comparison : null)}
        />
      )}
      <Field label={t.note} maxLength={500} value={note} onValue={setNote} />
      <CheckLine label={t.forced} isChecked={isForced} onCheck={setForced} />
      {isOfChain() ? (
        <CheckLine label={t.inSteps} isChecked={isInSteps} onCheck={setInSteps} />
      ) : null}
      {needsWhy ? (
        <Field label={t.withoutForecast} maxLength={500} value={why} onValue={setWhy} />
      ) : null}
      <FaultNote fault={fault ?? read?.fault ?? null} />
      {problem === null ? null : <ProblemNote problem={problem} />}
      <Button kind="main" onPress={put} onProblem={setProblem}>
        {t.submit}
      </Button>
    </div>
  );
}

function FaultNote({ fault }: { readonly fault: Fault | null }) {
  return fault === null ? null : (
    <p class="fault" role="alert">
      {words.texts.goods.faults[fault]}
    </p>
  );
}

/** Those that may be published here, with their names. */
function listKinds(): (readonly [string, string])[] {
  return Object.entries(words.texts.goods.kinds).filter(([kind]) => mayPublish(kind));
}

interface KindFieldProps {
  readonly kind: string;
  readonly onKind: (kind: string) => void;
}

function KindField({ kind, onKind }: KindFieldProps) {
  return (
    <SelectField label={words.texts.goods.kind} value={kind} onValue={onKind}>
      {listKinds().map(([key, name]) => (
        <option key={key} value={key}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}

function isChosen({ layer, shopId, regionId }: Target): boolean {
  return layer === "shared" || (layer === "shop" ? shopId !== "" : regionId.trim() !== "");
}

const toTarget = ({ layer, regionId, shopId }: Target) => ({
  layer,
  regionId: layer === "region" ? regionId.trim() : null,
  shopId: layer === "shop" ? shopId : null,
});

interface ChangesProps {
  readonly body: ChainBody<"POST /v1/versions/compare">;
  readonly isConfirmed: boolean;
  readonly onConfirm: (isConfirmed: boolean) => void;
}

/** What the version would change; legal changes must be confirmed. */
function Changes({ body, isConfirmed, onConfirm }: ChangesProps) {
  const { value, problem, reload } = useLoaded(
    (signal) => api.call("POST /v1/versions/compare", { body, signal }),
    [],
  );
  if (problem !== null) return <ProblemNote problem={problem} onRetry={reload} />;
  if (value === null) return <Bones lines={3} />;
  return (
    <>
      <VersionChanges {...value} />
      {value.legal.length === 0 ? null : (
        <CheckLine
          label={words.texts.goods.confirmsLegal}
          isChecked={isConfirmed}
          onCheck={onConfirm}
        />
      )}
    </>
  );
}

interface TargetFieldsProps {
  readonly shops: ShopNames;
  readonly target: Target;
  readonly onTarget: (target: Target) => void;
}

/** For whom a version is. */
function TargetFields({ shops, target, onTarget }: TargetFieldsProps) {
  const t = words.texts.goods;
  const { layer, shopId, regionId } = target;
  return (
    <>
      <SelectField
        label={t.layer}
        value={layer}
        onValue={(one) => onTarget({ ...target, layer: one as Layer })}
      >
        {Object.entries(t.layers).map(([key, name]) =>
          key === "shared" && !isOfChain() ? null : (
            <option key={key} value={key}>
              {name}
            </option>
          ),
        )}
      </SelectField>
      {layer === "shop" ? (
        <ShopField
          label={t.shopId}
          none={t.choose}
          shops={shops}
          value={shopId}
          onValue={(chosen) => onTarget({ ...target, shopId: chosen })}
        />
      ) : null}
      {layer === "region" ? (
        <Field
          label={t.regionId}
          value={regionId}
          onValue={(typed) => onTarget({ ...target, regionId: typed })}
        />
      ) : null}
    </>
  );
}

type Fault = FileFault | "incomplete" | "incompleteRelease";

interface ChosenFile {
  readonly text: string;
  readonly name: string;
  /** Tells two files with one name apart. */
  readonly chosenMs: number;
}

/** Null where it names none. */
function readRelease(release: string): ReadFile | null {
  const version = release.trim();
  return version === "" ? null : { content: { items: { version } }, fault: null };
}

function ContentField({ onFile }: { readonly onFile: (file: ChosenFile | null) => void }) {
  const id = useId();
  const t = words.texts.goods;
  return (
    <div class="field">
      <label for={id}>{t.file}</label>
      <input
        id={id}
        type="file"
        accept=".csv,.json"
        aria-describedby={`${id}-hint`}
        onChange={async (event) => {
          const chosen = event.currentTarget.files?.[0];
          const chosenMs = performance.now();
          onFile(chosen ? { text: await chosen.text(), name: chosen.name, chosenMs } : null);
        }}
      />
      <span class="hint" id={`${id}-hint`}>
        {t.fileHint}
      </span>
    </div>
  );
}

interface CheckLineProps {
  readonly label: string;
  readonly isChecked: boolean;
  readonly onCheck: (isChecked: boolean) => void;
}

function CheckLine({ label, isChecked, onCheck }: CheckLineProps) {
  return (
    <label class="row check-line">
      <input
        type="checkbox"
        checked={isChecked}
        onChange={(event) => onCheck(event.currentTarget.checked)}
      />
      {label}
    </label>
  );
}
