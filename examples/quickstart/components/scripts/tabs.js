// Tabs by the ARIA pattern: one tab stop, arrow keys, Home and End.
export function wireTabs(root) {
  for (const widget of root.querySelectorAll("[data-tabs]")) {
    const tabs = [...widget.querySelectorAll("[role=tab]")];
    const select = (chosen) => {
      for (const tab of tabs) {
        const selected = tab === chosen;
        tab.setAttribute("aria-selected", String(selected));
        tab.tabIndex = selected ? 0 : -1;
        widget.querySelector(`#${tab.getAttribute("aria-controls")}`).hidden = !selected;
      }
    };
    widget.addEventListener("click", (event) => {
      const tab = event.target.closest("[role=tab]");
      if (tab) select(tab);
    });
    widget.addEventListener("keydown", (event) => {
      const at = tabs.indexOf(event.target);
      if (at < 0) return;
      const to = {
        ArrowRight: (at + 1) % tabs.length,
        ArrowLeft: (at + tabs.length - 1) % tabs.length,
        Home: 0,
        End: tabs.length - 1,
      }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      tabs[to].focus();
      select(tabs[to]);
    });
  }
}
