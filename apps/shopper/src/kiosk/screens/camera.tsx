import { useEffect, useRef, useState } from "preact/hooks";
import { words } from "../words.ts";

/** What browsers that can read codes by themselves have; TypeScript's library does not know it yet. */
interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
type DetectorClass = new (options: { readonly formats: readonly string[] }) => Detector;

const LOOK_EVERY_MS = 250;

function findDetector(): DetectorClass | null {
  return (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector ?? null;
}

/** Whether the browser can look for codes with a camera. */
export function hasCamera(): boolean {
  return findDetector() !== null && navigator.mediaDevices !== undefined;
}

/** Looks for a code in what the camera sees; its pictures stay in this page, and are kept nowhere. */
export function Camera({ onCode }: { readonly onCode: (text: string) => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [isFailed, setFailed] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    look(video.current!, onCode, stop.signal).catch(() => setFailed(true));
    return () => stop.abort();
  }, []);
  const texts = words.texts.code;
  if (isFailed) {
    return (
      <p class="note warning" role="status">
        {texts.cameraFailed}
      </p>
    );
  }
  return (
    <figure class="kiosk-camera">
      <video ref={video} muted playsInline aria-label={texts.cameraOn} />
      <figcaption class="soft">{texts.cameraOn}</figcaption>
    </figure>
  );
}

async function look(
  video: HTMLVideoElement,
  onCode: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const detector = new (findDetector()!)({ formats: ["qr_code"] });
  const stream = await navigator.mediaDevices.getUserMedia({ video: true });
  const end = (): void => {
    for (const track of stream.getTracks()) track.stop();
  };
  if (signal.aborted) return end();
  signal.addEventListener("abort", end);
  video.srcObject = stream;
  await video.play();
  while (!signal.aborted) {
    for (const { rawValue } of await detector.detect(video)) onCode(rawValue);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
