/** The browser's entry: messages, live stream, then the first page. */
import "@fontsource-variable/ibm-plex-sans/wght.css";
import "@fontsource/ibm-plex-mono/400.css";
import "@fontsource/ibm-plex-mono/500.css";
import "@mantine/core/styles/default-css-variables.css";
import "@mantine/core/styles/global.css";
import "@mantine/core/styles/UnstyledButton.css";
import "@mantine/core/styles/Button.css";
import "@mantine/core/styles/Input.css";
import "./styles/tokens.css";
import "./styles/base.css";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { createLiveStore } from "./live/live-store.ts";
import { openMessages } from "./messages/i18n.ts";

const place = document.getElementById("root");
if (place === null) throw new Error("index.html has no #root");
const store = createLiveStore();
store.start();
await openMessages();
createRoot(place).render(<App store={store} />);
