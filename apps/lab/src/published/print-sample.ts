/**
 * Prints what a sample of a published page gives, as `published-pages.ts` asks for it:
 *
 *     npx node apps/lab/src/published/print-sample.ts NAME
 */
import { refuse } from "../read-options.ts";
import { SAMPLES } from "./samples.ts";

const name = process.argv[2] ?? "";
if (!Object.hasOwn(SAMPLES, name)) refuse(`Give one of ${Object.keys(SAMPLES).join(", ")}.`);
console.log(JSON.stringify(await SAMPLES[name as keyof typeof SAMPLES]()));
