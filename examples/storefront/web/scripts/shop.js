// The single-page section: every path below /shop/ is one of its routes.

import { card, fetchProducts } from "/scripts/products.js";

const view = document.querySelector("#view");

async function show() {
  const name = decodeURIComponent(location.pathname.replace(/^\/shop\/?/, ""));
  const found = await fetchProducts(name);
  if (!found) {
    view.textContent = `There is no “${name}” in this shop.`;
  } else if (name) {
    // A part that is loaded when it is needed. After a deploy it may be gone.
    const part = await import("/scripts/detail.js").catch(() => null);
    if (!part) return location.reload();
    view.replaceChildren(part.detail(found));
  } else {
    view.replaceChildren(...found.map(card));
  }
}

addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='/shop']");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  show();
});
addEventListener("popstate", show);
show();
