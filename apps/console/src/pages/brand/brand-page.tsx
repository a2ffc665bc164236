import { type Problem, toProblem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { Field } from "@saunter/ui/components/field";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { PageHead } from "@saunter/ui/components/page-head";
import { ShopLogo } from "@saunter/ui/components/shop-logo";
import { toast } from "@saunter/ui/components/toasts";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { useRef, useState } from "preact/hooks";
import { encodeBase64 } from "../../parts/encode-base64.ts";
import { api } from "../../session.ts";
import { findShop, shop } from "../../shop.ts";
import { namePage, words } from "../../words.ts";
import "./brand.css";

const COLOUR = /^#[0-9a-f]{6}$/i;
/** Where the shop has none, the picker begins with it. */
const FIRST_COLOUR = "#0b7a75";

/** The shop's logo and colour, as its pages and receipts show them. */
export function BrandPage() {
  // Somebody else may have changed it since this page's shop was found.
  const { value, problem, reload } = useLoaded(async () => {
    await findShop();
    return "found" as const;
  }, []);
  return (
    <div class="stack">
      <PageHead title={namePage("Logo and colour")} />
      <p>{words.texts.brand.text}</p>
      {problem === null ? null : <ProblemNote problem={problem} onRetry={reload} />}
      {value === null && problem === null ? <Bones /> : null}
      {value === null ? null : (
        <>
          <LogoCard />
          <ColourCard />
        </>
      )}
    </div>
  );
}

function LogoCard() {
  const t = words.texts.brand.logo;
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { logoUrl } = shop.value!.brand;
  const act = async (work: () => Promise<unknown>, done: string): Promise<void> => {
    try {
      await work();
      await findShop();
      setProblem(null);
      toast(done);
    } catch (error) {
      setProblem(toProblem(error));
    }
  };
  const upload = (file: File): Promise<void> =>
    act(async () => {
      const content = await encodeBase64(file);
      await api.call("POST /v1/shop/logo", { body: { content } });
    }, t.saved);
  const remove = (): Promise<void> => act(() => api.call("POST /v1/shop/logo/remove"), t.removed);
  return (
    <section class="card">
      <header>
        <h2>{t.title}</h2>
      </header>
      <div class="stack pad">
        {logoUrl === null ? <p class="soft">{t.none}</p> : <ShopLogo url={logoUrl} />}
        <p class="soft small">{t.hint}</p>
        <input
          ref={input}
          type="file"
          accept=".svg,.png,image/svg+xml,image/png"
          hidden
          aria-label={t.title}
          onChange={({ currentTarget }) => {
            const file = currentTarget.files?.[0];
            currentTarget.value = "";
            if (file !== undefined) void upload(file);
          }}
        />
        <div class="row">
          <Button onPress={() => input.current!.click()}>{t.upload}</Button>
          {logoUrl === null ? null : (
            <Button kind="bare" onPress={remove}>
              {t.remove}
            </Button>
          )}
        </div>
        {problem === null ? null : <ProblemNote problem={problem} />}
      </div>
    </section>
  );
}

function ColourCard() {
  const t = words.texts.brand.colour;
  const kept = shop.value!.brand.colour;
  const [typed, setTyped] = useState<string | null>(null);
  const [isFaulty, setFaulty] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const value = typed ?? kept ?? "";
  const change = (to: string): void => {
    setTyped(to.trim());
    setFaulty(false);
  };
  const save = async (colour: string | null): Promise<void> => {
    if (colour !== null && !COLOUR.test(colour)) return setFaulty(true);
    await api.call("POST /v1/shop/colour", { body: { colour } });
    await findShop();
    setTyped(null);
    setFaulty(false);
    setProblem(null);
    toast(t.saved);
  };
  return (
    <section class="card">
      <header>
        <h2>{t.title}</h2>
      </header>
      <div class="stack pad">
        <div class="brand-colour">
          <input
            type="color"
            aria-label={t.pick}
            value={COLOUR.test(value) ? value.toLowerCase() : FIRST_COLOUR}
            onInput={({ currentTarget }) => change(currentTarget.value)}
          />
          <Field
            label={t.field}
            value={value}
            onValue={change}
            hint={t.hint}
            fault={isFaulty ? t.fault : null}
            maxLength={7}
            dir="ltr"
          />
        </div>
        <Preview />
        <div class="row">
          <Button kind="main" onPress={() => save(value)} onProblem={setProblem}>
            {t.save}
          </Button>
          {kept === null ? null : (
            <Button kind="bare" onPress={() => save(null)} onProblem={setProblem}>
              {t.reset}
            </Button>
          )}
        </div>
        {problem === null ? null : <ProblemNote problem={problem} />}
      </div>
    </section>
  );
}

/** What the saved colour has become, as text and as a fill. */
function Preview() {
  const t = words.texts.brand.colour;
  const { accent } = shop.value!.brand;
  if (accent === null) return null;
  return (
    <ul class="brand-preview">
      {(["light", "dark"] as const).map((theme) => (
        <li key={theme} class={theme} style={{ "--shown": accent[theme] }}>
          <p class="small">{t[theme]}</p>
          <p>
            <strong>{t.sample}</strong> <span>{t.button}</span>
          </p>
        </li>
      ))}
    </ul>
  );
}
