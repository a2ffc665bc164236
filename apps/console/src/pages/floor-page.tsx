import { Empty } from "@saunter/ui/components/notes";

/** The live floor. */
export function FloorPage() {
  return <Empty title="The shop is empty">Whoever comes in is seen here.</Empty>;
}
