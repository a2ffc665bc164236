import { useEffect, useRef, useState } from "preact/hooks";

/** Texts of the codes that a picture of the camera has in it. */
export type ReadCodes = (video: HTMLVideoElement) => Promise<readonly string[]>;

interface CameraProps {
  readonly openReader: () => Promise<ReadCodes>;
  readonly onCode: (text: string) => void;
  readonly onText: string;
  readonly failedText: string;
}

const LOOK_EVERY_MS = 250;

/** Looks for a code in what the camera sees; its pictures stay in this page, and are kept nowhere. */
export function Camera({ openReader, onCode, onText, failedText }: CameraProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [isFailed, setFailed] = useState(false);
  const tell = useRef(onCode);
  tell.current = onCode;
  useEffect(() => {
    const stop = new AbortController();
    const see = (text: string): void => tell.current(text);
    look(video.current!, openReader, see, stop.signal).catch(() => setFailed(true));
    return () => stop.abort();
  }, []);
  if (isFailed) {
    return (
      <p class="note warning" role="status">
        {failedText}
      </p>
    );
  }
  return (
    <figure class="camera">
      <video ref={video} muted playsInline aria-label={onText} />
      <figcaption class="soft">{onText}</figcaption>
    </figure>
  );
}

async function look(
  video: HTMLVideoElement,
  openReader: () => Promise<ReadCodes>,
  onCode: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const readCodes = await openReader();
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: "environment" },
  });
  const end = (): void => {
    for (const track of stream.getTracks()) track.stop();
  };
  if (signal.aborted) return end();
  signal.addEventListener("abort", end);
  video.srcObject = stream;
  await video.play();
  while (!signal.aborted) {
    for (const text of await readCodes(video)) onCode(text);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
