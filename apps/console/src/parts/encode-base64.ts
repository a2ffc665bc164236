/** Bytes at once that a call takes as arguments. */
const PIECE_BYTES = 0x8000;

/** A file as the API takes it. */
export async function encodeBase64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const parts = Array.from({ length: Math.ceil(bytes.length / PIECE_BYTES) }, (_, at) =>
    String.fromCharCode(...bytes.subarray(at * PIECE_BYTES, (at + 1) * PIECE_BYTES)),
  );
  return btoa(parts.join(""));
}
