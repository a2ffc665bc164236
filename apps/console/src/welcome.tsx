import "@saunter/ui/styles/base.css";
import "@saunter/ui/styles/parts.css";
import { render } from "preact";
import { Welcome } from "./welcome/welcome.tsx";

render(<Welcome />, document.getElementById("root")!);
