// Shows a message for a while, announced politely by role=status.
const SHOWN_FOR = 4000;

export function wireToasts(root) {
  const template = root.querySelector("template#toast");
  for (const button of root.querySelectorAll("[data-toast]")) {
    button.addEventListener("click", () => {
      const toast = template.content.firstElementChild.cloneNode(true);
      toast.querySelector("span").textContent = button.dataset.toast;
      document.querySelector("[data-toasts]").append(toast);
      setTimeout(() => toast.remove(), SHOWN_FOR);
    });
  }
}
