/** Downloads a file bit by bit, so that a page can say how far it is. */
import { fillPath, sendOnce } from "@saunter/client/api";

export interface Progress {
  readonly bytes: number;
  /** Null where the answer does not say. */
  readonly bytesAll: number | null;
}

export interface DownloadOptions {
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** Rejects with a `Problem`. */
export async function download(path: string, options: DownloadOptions): Promise<Blob> {
  const { onProgress, query, signal } = options;
  const read = async (response: Response): Promise<Blob> => {
    const length = response.headers.get("content-length");
    const bytesAll = length === null ? null : Number(length);
    const parts: BlobPart[] = [];
    let bytes = 0;
    onProgress({ bytes, bytesAll });
    const reader = response.body!.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
      bytes += value.length;
      onProgress({ bytes, bytesAll });
    }
    return new Blob(parts, { type: response.headers.get("content-type") ?? "" });
  };
  const url = fillPath(path, { query });
  return (await sendOnce(fetch, "GET", url, { signal }, read)) as Blob;
}
