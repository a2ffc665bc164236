import { type Problem, toProblem } from "@saunter/client/problem";
import { Button } from "@saunter/ui/components/button";
import { ProblemNote } from "@saunter/ui/components/notes";
import { ProductTile } from "@saunter/ui/components/product-tile";
import { toast } from "@saunter/ui/components/toasts";
import { useRef, useState } from "preact/hooks";
import { encodeBase64 } from "../../parts/encode-base64.ts";
import { pictures } from "../../parts/pictures.ts";
import { api } from "../../session.ts";
import { words } from "../../words.ts";

interface PictureFieldProps {
  readonly gtin: string;
  readonly name: string;
}

/** Longest side of a picture as it is kept, pixels: no page shows more. */
const SIDE_PX_MAX = 800;

/** A product's picture, to be given another one. */
export function PictureField({ gtin, name }: PictureFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const t = words.texts.goods.picture;
  const params = { gtin };
  const act = async (work: () => Promise<unknown>, done: string): Promise<void> => {
    try {
      await work();
      pictures.refresh();
      setProblem(null);
      toast(done);
    } catch (error) {
      setProblem(toProblem(error));
    }
  };
  const upload = (file: File): Promise<void> =>
    act(async () => {
      const content = await encodeBase64(await shrink(file));
      await api.call("POST /v1/products/:gtin/picture", { params, body: { content } });
    }, t.saved);
  const remove = (): Promise<void> =>
    act(() => api.call("POST /v1/products/:gtin/picture/remove", { params }), t.removed);
  return (
    <div class="stack tight">
      <div class="row">
        <ProductTile gtin={gtin} name={name} size="large" />
        <input
          ref={input}
          type="file"
          accept="image/*"
          hidden
          aria-label={t.name}
          onChange={({ currentTarget }) => {
            const file = currentTarget.files?.[0];
            currentTarget.value = "";
            if (file !== undefined) void upload(file);
          }}
        />
        <Button onPress={() => input.current!.click()}>{t.upload}</Button>
        <Button kind="bare" onPress={remove}>
          {t.remove}
        </Button>
      </div>
      {problem === null ? null : <ProblemNote problem={problem} />}
    </div>
  );
}

/** A photo of a phone has megabytes; what the browser cannot draw is sent as it is, and refused. */
async function shrink(file: File): Promise<Blob> {
  try {
    const image = await createImageBitmap(file);
    const scale = Math.min(1, SIDE_PX_MAX / Math.max(image.width, image.height));
    const canvas = new OffscreenCanvas(
      Math.max(1, Math.round(image.width * scale)),
      Math.max(1, Math.round(image.height * scale)),
    );
    canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close();
    return await canvas.convertToBlob({ type: "image/webp", quality: 0.85 });
  } catch (error) {
    if (error instanceof DOMException) return file;
    throw error;
  }
}
