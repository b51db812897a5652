// Opens a dialog from the button that names it; a click on the backdrop closes.
export function wireDialogs(root) {
  for (const button of root.querySelectorAll("[data-opens]")) {
    const dialog = root.querySelector(`#${CSS.escape(button.dataset.opens)}`);
    button.addEventListener("click", () => dialog.showModal());
    dialog.addEventListener("click", (event) => {
      if (event.target !== dialog) return;
      const box = dialog.getBoundingClientRect();
      const inside =
        event.clientX >= box.left && event.clientX <= box.right &&
        event.clientY >= box.top && event.clientY <= box.bottom;
      if (!inside) dialog.close("cancel");
    });
  }
}
