// Fills every specimen with the component that it names, then wires it up.
import { wireDialogs } from "./dialog.js";
import { wireTabs } from "./tabs.js";
import { wireTheme } from "./theme.js";
import { wireToasts } from "./toast.js";

async function show(specimen) {
  const path = specimen.dataset.component;
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  const title = document.createElement("h2");
  title.textContent = path;
  specimen.innerHTML = await response.text();
  specimen.prepend(title);
  wireDialogs(specimen);
  wireTabs(specimen);
  wireToasts(specimen);
}

wireTheme(document);
await Promise.all([...document.querySelectorAll("[data-component]")].map(show));
