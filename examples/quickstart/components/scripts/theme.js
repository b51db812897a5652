// Light or dark by the reader's choice, which is remembered; else the system's.
const KEY = "theme";
const system = matchMedia("(prefers-color-scheme: dark)");

const current = () => localStorage.getItem(KEY) ?? (system.matches ? "dark" : "light");

export function wireTheme(root) {
  const button = root.querySelector("[data-theme-toggle]");
  const render = () => {
    const other = current() === "dark" ? "light" : "dark";
    const stored = localStorage.getItem(KEY);
    if (stored) document.documentElement.dataset.theme = stored;
    button.querySelector("use").setAttribute("href", `icons/${other === "dark" ? "moon" : "sun"}.svg#icon`);
    button.querySelector("span").textContent = other === "dark" ? "Dark" : "Light";
  };
  button.addEventListener("click", () => {
    localStorage.setItem(KEY, current() === "dark" ? "light" : "dark");
    render();
  });
  system.addEventListener("change", render);
  render();
}
