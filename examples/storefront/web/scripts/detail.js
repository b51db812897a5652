import { card } from "/scripts/products.js";

export function detail(product) {
  const article = document.createElement("article");
  article.className = "detail";
  const button = document.createElement("button");
  button.className = "button";
  button.textContent = "Put it back";
  button.addEventListener("click", () => history.back());
  article.append(card(product), button);
  return article;
}
