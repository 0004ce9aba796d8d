// Starts the behaviours of the page. Every page works without this file.
import { start } from "./behaviours.js";

start(document).finally(() => { document.documentElement.dataset.started = ""; });
