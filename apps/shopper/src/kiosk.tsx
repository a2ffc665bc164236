import "@saunter/ui/styles/base.css";
import "@saunter/ui/styles/parts.css";
import { render } from "preact";

render(<h1>Saunter</h1>, document.getElementById("root")!);
