/** The generator looks for the theme under this name. Its own fonts are left out. */
import theme from "vitepress/theme-without-fonts";
import "./theme.css";

export default theme;
