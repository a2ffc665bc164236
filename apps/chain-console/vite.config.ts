import { screensConfig } from "../../scripts/screens/screens-config.ts";

export default screensConfig({
  folder: import.meta.dirname,
  base: "/console/",
  pages: ["main"],
});
