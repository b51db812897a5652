// What the shop sells, from its API, and how one of them is shown.

export async function fetchProducts(name = "") {
  const response = await fetch(name ? `/api/products/${encodeURIComponent(name)}` : "/api/products");
  return response.ok ? response.json() : null;
}

export function card({ name, title, cents, picture }) {
  const link = document.createElement("a");
  link.className = "card";
  link.href = `/shop/${name}`;
  const image = document.createElement("img");
  Object.assign(image, { src: picture, alt: "", width: 160, height: 160 });
  const heading = document.createElement("h2");
  heading.textContent = title;
  const price = document.createElement("p");
  price.className = "price";
  price.textContent = `$${(cents / 100).toFixed(2)}`;
  link.append(image, heading, price);
  return link;
}
