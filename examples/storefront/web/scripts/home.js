import { card, fetchProducts } from "/scripts/products.js";

const products = (await fetchProducts()) ?? [];
document.querySelector("#products").replaceChildren(...products.map(card));
